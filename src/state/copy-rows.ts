import type { StateDatabase, StateValue } from './state-database.ts';

/** Rows copied at a time: a few megabytes at most. */
const PAGE = 50;

/** A table of any size. */
export interface CopiedTable {
  readonly name: string;
  /** The columns of its key, each with a value before the first one. */
  readonly key: Readonly<Record<string, StateValue>>;
  readonly others: readonly string[];
}

/** Copies the rows of a table whose keys the target does not have, and returns how many there were. */
export async function copyRows(
  source: StateDatabase,
  target: StateDatabase,
  { name, key, others }: CopiedTable,
): Promise<number> {
  const keys = Object.keys(key);
  const columns = [...keys, ...others].join(', ');
  const [place, marks] = [keys.join(', '), marksOf(keys)];
  const values = marksOf([...keys, ...others]);
  const text = `INSERT INTO state.${name} (${columns}) VALUES (${values}) ON CONFLICT DO NOTHING RETURNING 1`;
  let copied = 0;
  let last: readonly StateValue[] = Object.values(key);
  for (;;) {
    const page = await source.query(
      `SELECT ${columns} FROM state.${name} WHERE (${place}) > (${marks}) ORDER BY ${place} LIMIT ${PAGE}`,
      last,
    );
    // Together, as each commit waits for the disk.
    const inserted = await target.transaction(page.map((row) => ({ text, values: row })));
    for (const rows of inserted ?? []) copied += rows.length;
    if (page.length < PAGE) return copied;
    last = page.at(-1)!.slice(0, keys.length);
  }
}

function marksOf(columns: readonly string[]): string {
  return columns.map(() => '?').join(', ');
}
