import { csvLine as plainLine } from '../../../src/model/csv-line.ts';
import { markedAsText } from '../../../src/model/marked-as-text.ts';

/** A line of CSV in which no text is a formula: people open it in a spreadsheet. */
export function csvLine(cells: readonly (string | number)[]): string {
  return plainLine(cells.map((cell) => (typeof cell === 'number' ? cell : markedAsText(cell))));
}
