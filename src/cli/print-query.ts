import type { Store } from '../store/store.ts';
import type { CommandContext } from './command-context.ts';
import { formatNumberOf } from './format/numbers.ts';
import { type Column, table } from './format/table.ts';

/** How people see the answer to a query. */
export interface QueryTable<T> {
  /** What one row of it is. */
  readonly unit: string;
  readonly columns: readonly Column[];
  /** The cells of a row, whose rank is in front of them. */
  cells(row: T): readonly string[];
}

/**
 * Queries the store and prints the rows in their order, with how many there are and how long it took.
 *
 * @param note told on stderr before the answer, so that it stands beside no error.
 */
export function printQuery<T>(
  context: CommandContext,
  query: (store: Store) => Promise<readonly T[]>,
  { unit, columns, cells }: QueryTable<T>,
  note?: string,
): Promise<void> {
  return context.withStore(async (store) => {
    const started = performance.now();
    const rows = await context.unlessInterrupted(query(store));
    const ms = performance.now() - started;
    if (note !== undefined) context.note(note);
    await context.print(rows, () => [
      ...table(
        [{ title: 'rank', right: true }, ...columns],
        rows.map((row, at) => [`${at + 1}`, ...cells(row)]),
      ),
      ...context.timing(formatNumberOf(rows.length, unit), ms),
    ]);
  });
}
