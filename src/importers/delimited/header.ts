import { plainName } from '../../model/plain-name.ts';
import { splitCells } from './split-cells.ts';

/** What may stand between the cells of a row, the likeliest first. */
export const DELIMITERS = [',', ';', '\t'] as const;

/** How the rows of a delimited file are laid out. */
export interface Header {
  readonly delimiter: string;
  /** Cells that every row has. */
  readonly width: number;
  /** Index of the cell of each column that is read, of those that the file has. */
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
 * there twice. Names are compared as {@link plainName} writes them; their order and other columns do not matter.
 */
export function parseHeader(line: string, required: readonly string[]): Header | undefined {
  for (const delimiter of DELIMITERS) {
    const cells = splitCells(line, delimiter);
    if (typeof cells === 'string') continue;
    const names = cells.map(plainName);
    const wanted = required.map(plainName);
    const isUnique = (name: string) => names.indexOf(name) === names.lastIndexOf(name);
    if (!wanted.every((name) => names.includes(name) && isUnique(name))) continue;
    const columns = new Map(required.map((name, at) => [name, names.indexOf(wanted[at]!)]));
    return { delimiter, width: cells.length, columns };
  }
  return undefined;
}
