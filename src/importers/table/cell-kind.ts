import { parseWrittenInstant } from '../../model/instant.ts';
import { unixTime } from './unix-time.ts';
import { clockTime, writtenTime } from './written-time.ts';

/** What the cells of a column are: dates, times of day, both in one (`midnight` where all of those are), or something else. */
export type CellKind = 'date' | 'clock' | 'instant' | 'midnight' | 'other';

const MIDNIGHT = /[ T](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? ?AM)$/i;

/** The kind of a column by some of its cells. */
export function columnKind(cells: readonly string[]): CellKind {
  const kinds = new Set(
    cells
      .map((cell) => cell.trim())
      .filter((cell) => cell !== '')
      .map(cellKind),
  );
  if (kinds.size === 1) return [...kinds][0]!;
  return kinds.size === 2 && kinds.has('instant') && kinds.has('midnight') ? 'instant' : 'other';
}

function cellKind(cell: string): CellKind {
  const iso = parseWrittenInstant(cell);
  const isDate = iso === undefined ? isWrittenDate(cell) : cell.length <= 10;
  if (isDate === undefined) {
    if (unixTime(cell) !== undefined) return 'instant';
    return clockTime(cell) === undefined ? 'other' : 'clock';
  }
  if (isDate) return 'date';
  return MIDNIGHT.test(cell) ? 'midnight' : 'instant';
}

/** Whether a time that is not ISO 8601 is a date alone; `undefined` when it is none. */
function isWrittenDate(cell: string): boolean | undefined {
  const written = writtenTime(cell);
  return written === undefined || 'why' in written ? undefined : written.clock === undefined;
}
