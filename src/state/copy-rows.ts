import type { StateDatabase, StateValue } from './state-database.ts';

/** Rows read at a time: a few megabytes at most. */
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
  const [place, marks] = [keys.join(', '), keys.map(() => '?').join(', ')];
  let copied = 0;
  let last: readonly StateValue[] = Object.values(key);
  for (;;) {
    const page = await source.query(
      `SELECT ${columns} FROM state.${name} WHERE (${place}) > (${marks}) ORDER BY ${place} LIMIT ${PAGE}`,
      last,
    );
    for (const row of page) {
      const values = row.map(() => '?').join(', ');
      const into = `INSERT INTO state.${name} (${columns}) VALUES (${values}) ON CONFLICT DO NOTHING RETURNING 1`;
      copied += (await target.query(into, row)).length;
    }
    if (page.length < PAGE) return copied;
    last = page.at(-1)!.slice(0, keys.length);
  }
}
