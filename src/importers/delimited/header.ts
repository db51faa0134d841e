import { splitCells } from './split-cells.ts';

/** What may stand between the cells of a row, the likeliest first. */
export const DELIMITERS = [',', ';', '\t'] as const;

/** How the rows of a delimited file are laid out. */
export interface Header {
  readonly delimiter: string;
  /** Cells that every row has. */
  readonly width: number;
  /** Index of the cell of each column that the file has. */
  readonly columns: ReadonlyMap<string, number>;
}

/** The headers of one kind of delimited file. */
export interface HeaderForm {
  /** The column of user ids. */
  readonly idColumn: string;
  /** Columns that must be there. */
  readonly required: readonly string[];
  /** The header that a line is, if it is one. */
  parse(line: string): Header | undefined;
}

/**
 * The header in a file's first line, or `undefined` when no delimiter gives all `required` names, or one of them stands
 * there twice. Order, case, blanks and other columns do not matter (`Heart Rate` is `heart_rate`).
 */
export function parseHeader(line: string, required: readonly string[]): Header | undefined {
  for (const delimiter of DELIMITERS) {
    const cells = splitCells(line, delimiter);
    if (typeof cells === 'string') continue;
    const names = cells.map(columnName);
    const isUnique = (name: string) => names.indexOf(name) === names.lastIndexOf(name);
    if (!required.every((name) => names.includes(name) && isUnique(name))) continue;
    const columns = new Map<string, number>();
    for (const [index, name] of names.entries()) if (!columns.has(name)) columns.set(name, index);
    return { delimiter, width: cells.length, columns };
  }
  return undefined;
}

/** A column's name as it is compared. */
export function columnName(cell: string): string {
  return cell.trim().toLowerCase().replaceAll(/\s+/g, '_');
}
