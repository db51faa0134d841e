import { plainText } from '../../model/plain-text.ts';

/** A column: its title, and whether its cells are numbers, which are aligned right. */
export interface Column {
  readonly title: string;
  readonly right?: boolean;
}

/** Formats an aligned table: the titles, then the rows. Cells are made safe for a terminal. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(plainText))];
  const widths = columns.map((_, at) => cells.reduce((width, row) => Math.max(width, lengthOf(row[at] ?? '')), 0));
  return cells.map((row) =>
    columns
      .map(({ right }, at) => {
        const cell = row[at] ?? '';
        const blanks = ' '.repeat(widths[at]! - lengthOf(cell));
        return right ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Characters, not code units; wide scripts may be slightly misaligned, which is not worth a dependency. */
function lengthOf(text: string): number {
  return [...text].length;
}
