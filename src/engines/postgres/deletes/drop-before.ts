import { bucketOf, bucketStart } from '../../../window/bucket.ts';
import { LOCKS } from '../advisory-locks.ts';
import type { Connections, Session } from '../connections.ts';
import { monthSuffix, monthsWithPartitions } from '../partitions.ts';
import { buildPages, pageColumns } from '../rollups/build-pages.ts';
import { deleteWindow } from './delete-readings.ts';

/** Deletes all readings before an instant: whole months by their partitions, then what is left of the month it cuts. */
export async function dropBefore(connections: Connections, instant: number): Promise<number> {
  const month = bucketOf('month', instant);
  const dropped = await connections.transaction((session) => dropMonths(session, month));
  const from = bucketStart('month', month);
  if (from === instant) return dropped;
  return (
    dropped + (await connections.transaction((session) => deleteWindow(session, 'all', { from, to: instant - 1 })))
  );
}

async function dropMonths(session: Session, before: number): Promise<number> {
  await session.query('SELECT pg_advisory_xact_lock($1, $2)', LOCKS.writers);
  await session.query('SELECT pg_advisory_xact_lock($1, $2)', LOCKS.partitions);
  const months = (await monthsWithPartitions(session)).filter((month) => month < before);
  if (months.length === 0) return 0;
  // In the order in which questions name the tables, so that neither waits for the other.
  await session.query('LOCK TABLE hour_rollups, heart_rates IN ACCESS EXCLUSIVE MODE');
  const partitions = months.map(monthSuffix).flatMap((suffix) => [`hour_rollups_${suffix}`, `heart_rates_${suffix}`]);
  await session.query(`DROP TABLE ${partitions.join(', ')}`);
  const [row] = await session.query(
    `WITH dropped AS (DELETE FROM day_rollups WHERE month < $1 RETURNING counts[cardinality(counts)] AS count)
     SELECT coalesce(sum(count), 0)::bigint FROM dropped`,
    [before],
  );
  const year = Math.floor(before / 12);
  await session.query('DELETE FROM month_rollups WHERE year <= $1', [year]);
  await session.query(
    `INSERT INTO month_rollups (${pageColumns('month')}) ${buildPages(
      'month',
      `SELECT DISTINCT user_id, $1::integer AS year FROM day_rollups WHERE month >= $1 * 12 AND month < ($1 + 1) * 12`,
      `b.month >= $1 * 12 AND b.month < ($1 + 1) * 12`,
    )}`,
    [year],
  );
  return Number(row![0]);
}
