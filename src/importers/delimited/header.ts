/** Delimiters between the cells of a row, the likeliest first. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** How the rows of a delimited file are laid out. */
export interface Header {
  readonly delimiter: string;
  /** Cells that every row has. */
  readonly width: number;
  /** Index of the cell of each column that is read, of those that the file has. */
  readonly columns: ReadonlyMap<string, number>;
  /** Index of the cell that distinguishes a row from a header below the first one. */
  readonly key: number;
}

/** The headers of one kind of delimited file. */
export interface HeaderForm<H extends Header = Header> {
  /** The header that a line is, if it is one. */
  parse(line: string): H | undefined;
  /** Whether a cell in the place of the key is that of a row. */
  isKey(cell: string | undefined, header: H): boolean;
  /** What the names of a header that cannot be read lack, for people: it follows "a header that". */
  lack(names: readonly string[]): string;
}

/** What such a header lacks that has all names. */
export const AMBIGUOUS_HEADER = 'does not tell which column is which';
