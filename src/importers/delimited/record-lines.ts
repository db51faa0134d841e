import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { textPieces } from '../input/text-pieces.ts';
import type { ReadingInput } from '../reading-format.ts';
import { TextLines } from '../text-lines.ts';
import { splitCells } from './split-cells.ts';

/** A line of a vendor's table. */
export interface RecordLine {
  /** Its number in the file, from 1. */
  readonly line: number;
  /** As written. */
  readonly text: string;
  /** `undefined` where its quotes are broken. */
  readonly cells: readonly string[] | undefined;
}

const COMMA = ',';
const TOO_LONG: RecordLine = { line: 0, text: '', cells: undefined };

/** The lines of a vendor's table, cut at commas, a few thousand at a time; blank lines are skipped. */
export async function* recordLines({ chunks, linesBefore = 0 }: ReadingInput): AsyncGenerator<readonly RecordLine[]> {
  const lines = new TextLines(linesBefore + 1);
  for await (const { text, isTooLong } of textPieces(chunks)) {
    const records: RecordLine[] = [];
    if (isTooLong) records.push({ ...TOO_LONG, line: lines.skip() });
    lines.read(
      text,
      text.length,
      // A piece ends with a whole line.
      true,
      () => false,
      (line, row) => {
        const cells = splitCells(row, COMMA);
        records.push({ line, text: row, cells: typeof cells === 'string' ? undefined : cells });
      },
    );
    yield records;
  }
}

/** The columns of a header by their names. @throws PulsebaseError `INVALID_FILE` where one of `required` is missing. */
export function columnsOf(
  name: string,
  cells: readonly string[],
  required: readonly string[],
): ReadonlyMap<string, number> {
  const columns = new Map(cells.map((cell, at) => [cell.trim(), at] as const));
  const missing = required.filter((column) => !columns.has(column));
  if (missing.length === 0) return columns;
  throw new PulsebaseError(
    'INVALID_FILE',
    `${name} has no column ${missing.join(', ')}; its columns are ${cells.join(', ')}`,
  );
}
