import type { StateDatabase, StateRow, StateValue } from './state-database.ts';

/** How many rows of each kind the target did not have yet. */
export interface StateCopyReport {
  readonly keys: number;
  readonly receipts: number;
  readonly auditEntries: number;
  /** Whether users have the same pseudonyms in the audit logs of both. */
  readonly samePseudonyms: boolean;
}

/** Rows read at a time: a few megabytes at most. */
const PAGE = 50;

/** A table of any size, whose key is its first two columns. */
interface LargeTable {
  readonly name: string;
  readonly columns: readonly [string, string, ...string[]];
  /** Before the first key. */
  readonly first: readonly [StateValue, StateValue];
}

const RECEIPTS: LargeTable = {
  name: 'receipts',
  columns: ['key_id', 'idempotency_key', 'fingerprint', 'body', 'created_at'],
  first: ['', ''],
};
const AUDIT: LargeTable = { name: 'audit', columns: ['service', 'number', 'at', 'entry'], first: ['', 0] };

/**
 * Copies what a service remembers from one state into another, which keeps what it has: a key that is revoked in either is revoked
 * in the target. It may be repeated.
 *
 * @throws PulsebaseError or an error of a database.
 */
export async function copyState(source: StateDatabase, target: StateDatabase): Promise<StateCopyReport> {
  let keys = 0;
  for (const row of await source.query('SELECT id, name, scopes, hash, created_at, revoked_at FROM state.api_keys')) {
    keys += (await insert(target, 'api_keys (id, name, scopes, hash, created_at, revoked_at)', row)).length;
    const [id = null, , , , , revokedAt = null] = row;
    if (revokedAt === null) continue;
    await target.query('UPDATE state.api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [revokedAt, id]);
  }
  const secrets = 'SELECT name, value FROM state.secrets ORDER BY name';
  for (const row of await source.query(secrets)) await insert(target, 'secrets (name, value)', row);
  const [here, there] = [await source.query(secrets), await target.query(secrets)];
  return {
    keys,
    receipts: await copyRows(source, target, RECEIPTS),
    auditEntries: await copyRows(source, target, AUDIT),
    samePseudonyms: here.every(([name, value]) => there.some(([other, held]) => other === name && isSame(value, held))),
  };
}

async function copyRows(
  source: StateDatabase,
  target: StateDatabase,
  { name, columns, first }: LargeTable,
): Promise<number> {
  const key = `${columns[0]}, ${columns[1]}`;
  let copied = 0;
  let last: readonly StateValue[] = first;
  for (;;) {
    const page = await source.query(
      `SELECT ${columns.join(', ')} FROM state.${name} WHERE (${key}) > (?, ?) ORDER BY ${key} LIMIT ${PAGE}`,
      last,
    );
    for (const row of page) copied += (await insert(target, `${name} (${columns.join(', ')})`, row)).length;
    if (page.length < PAGE) return copied;
    last = page.at(-1)!.slice(0, 2);
  }
}

/** Inserts a row unless there is one with its key; returns it if so. */
function insert(target: StateDatabase, into: string, row: StateRow): Promise<StateRow[]> {
  const values = row.map(() => '?').join(', ');
  return target.query(`INSERT INTO state.${into} VALUES (${values}) ON CONFLICT DO NOTHING RETURNING 1`, row);
}

function isSame(one: StateValue | undefined, other: StateValue | undefined): boolean {
  return one instanceof Uint8Array && other instanceof Uint8Array && Buffer.compare(one, other) === 0;
}
