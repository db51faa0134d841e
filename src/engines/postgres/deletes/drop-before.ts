import { setTimeout } from 'node:timers/promises';
import { bucketOf, bucketStart } from '../../../window/bucket.ts';
import { LOCKS } from '../connections/advisory-locks.ts';
import type { Connections, Session } from '../connections/connections.ts';
import { sqlStateOf } from '../connections/postgres-error.ts';
import { buildPages } from '../rollups/build-pages.ts';
import { insertPages } from '../rollups/insert-pages.ts';
import { lockAllUsers } from '../rollups/lock-users.ts';
import { monthSuffix, monthsWithPartitions } from '../schema/partitions.ts';
import { deleteWindow } from './delete-readings.ts';

/** Months that one transaction drops: its locks must fit the server's table of locks. */
const MONTHS_AT_ONCE = 24;
/** How long queries may be held up behind a lock that waits for others, and for how long that is tried. */
const LOCK_WAIT_MS = 500;
const GIVE_UP_MS = 60_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Deletes all readings before an instant: whole months by their partitions, then what is left of the month it cuts. */
export async function dropBefore(connections: Connections, instant: number): Promise<number> {
  const month = bucketOf('month', instant);
  const whole = (await connections.session(monthsWithPartitions)).filter((stored) => stored < month);
  let readings = 0;
  for (let at = 0; at < whole.length; at += MONTHS_AT_ONCE) {
    const before = whole[at + MONTHS_AT_ONCE] ?? month;
    readings += await insistently(() => connections.transaction((session) => dropMonths(session, before)));
  }
  const from = bucketStart('month', month);
  if (from === instant) return readings;
  return (
    readings + (await connections.transaction((session) => deleteWindow(session, 'all', { from, to: instant - 1 })))
  );
}

/** Tries until the lock is had: waiting for it in one go would hold up everybody who comes later. */
async function insistently<T>(work: () => Promise<T>): Promise<T> {
  for (const started = performance.now(); ; ) {
    try {
      return await work();
    } catch (error) {
      const isLocked = sqlStateOf(error) === LOCK_NOT_AVAILABLE;
      if (!isLocked || performance.now() - started > GIVE_UP_MS) throw error;
      await setTimeout(LOCK_WAIT_MS / 2);
    }
  }
}

async function dropMonths(session: Session, before: number): Promise<number> {
  await lockAllUsers(session);
  await session.query('SELECT pg_advisory_xact_lock($1, $2)', LOCKS.partitions);
  const months = (await monthsWithPartitions(session)).filter((month) => month < before);
  if (months.length === 0) return 0;
  await session.client.query(`SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`);
  // In the order in which queries name the tables, so that neither waits for the other.
  await session.query('LOCK TABLE ONLY hour_rollups, ONLY heart_rates IN ACCESS EXCLUSIVE MODE');
  const partitions = months.map(monthSuffix).flatMap((suffix) => [`hour_rollups_${suffix}`, `heart_rates_${suffix}`]);
  await session.client.query(`DROP TABLE ${partitions.join(', ')}`);
  const [row] = await session.query(
    `WITH dropped AS (DELETE FROM day_rollups WHERE month < $1 RETURNING counts[cardinality(counts)] AS count)
     SELECT coalesce(sum(count), 0)::bigint FROM dropped`,
    [before],
  );
  const year = Math.floor(before / 12);
  await session.query('DELETE FROM month_rollups WHERE year <= $1', [year]);
  const ofYear = 'b.month >= $1 * 12 AND b.month < ($1 + 1) * 12';
  const left = `SELECT DISTINCT user_id, $1::integer AS year FROM day_rollups AS b WHERE ${ofYear}`;
  await session.query(insertPages('month', buildPages('month', left, ofYear)), [year]);
  return Number(row![0]);
}
