import type { FoundColumns } from './table-columns.ts';

/** The time of a row as one text, from one column or two. */
export function timeOfRow(cells: readonly string[], { time, clock }: FoundColumns): string {
  return clock === undefined ? cells[time]! : joinTime(cells[time]!.trim(), cells[clock]!.trim());
}

/** A date and a time of day as one text. A spreadsheet may have given the date a midnight of its own. */
function joinTime(date: string, clock: string): string {
  if (clock === '') return date;
  return `${/^[\d/.-]+[ T]\d/.test(date) ? date.split(/[ T]/, 1)[0] : date} ${clock}`;
}
