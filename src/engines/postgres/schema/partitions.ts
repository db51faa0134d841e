import { bucketOf, bucketStart } from '../../../window/bucket.ts';
import { LOCKS } from '../connections/advisory-locks.ts';
import type { Connections, Session } from '../connections/connections.ts';

/**
 * Rows are stored inline (not in TOAST) up to a page's size: a second look-up would cost more than everything else. Space is left
 * for a row's next version: today's rows are rewritten with each batch.
 */
const HOUR_ROLLUPS_STORAGE = 'WITH (toast_tuple_target = 8160, fillfactor = 50)';

/** A month as in table names: `2023_01`. */
export function monthSuffix(month: number): string {
  return new Date(bucketStart('month', month)).toISOString().slice(0, 7).replace('-', '_');
}

/** The numbers of the months that have partitions, in order. */
export async function monthsWithPartitions(session: Session): Promise<number[]> {
  const rows = await session.query(
    `SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = to_regclass('heart_rates') ORDER BY c.relname`,
  );
  return rows.map(([name]) => {
    const [, year, month] = /_(\d{4})_(\d{2})$/.exec(String(name)) ?? [];
    return (Number(year) - 1970) * 12 + Number(month) - 1;
  });
}

/** Creates missing partitions of months, in a separate transaction. */
export async function makePartitions(connections: Connections, months: Iterable<number>): Promise<void> {
  await connections.transaction((session) => makePartitionsWithin(session, months), { idempotent: true });
}

/**
 * The same within a transaction, before it locks any users. A table is created first and attached then, since only that blocks
 * neither readers nor writers.
 */
export async function makePartitionsWithin(session: Session, months: Iterable<number>): Promise<void> {
  await session.query('SELECT pg_advisory_xact_lock($1, $2)', LOCKS.partitions);
  const existing = new Set(await monthsWithPartitions(session));
  for (const month of months) if (!existing.has(month)) await session.client.query(partitionOf(month));
}

function partitionOf(month: number): string {
  const suffix = monthSuffix(month);
  const from = bucketStart('month', month);
  const to = bucketStart('month', month + 1);
  return (
    attached('heart_rates', '', suffix, `'${new Date(from).toISOString()}'`, `'${new Date(to).toISOString()}'`) +
    attached('hour_rollups', HOUR_ROLLUPS_STORAGE, suffix, `${bucketOf('day', from)}`, `${bucketOf('day', to)}`)
  );
}

function attached(parent: string, storage: string, suffix: string, from: string, to: string): string {
  const name = `${parent}_${suffix}`;
  return (
    `CREATE TABLE ${name} (LIKE ${parent} INCLUDING ALL) ${storage};\n` +
    `ALTER TABLE ${parent} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to});\n`
  );
}
