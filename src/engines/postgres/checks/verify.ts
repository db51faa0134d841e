import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import type { LongWork } from '../../../store/engine.ts';
import type { Difference, VerifyReport } from '../../../store/verify-report.ts';
import { bucketOf, bucketStart, LEVELS } from '../../../window/bucket.ts';
import { LOCKS } from '../advisory-locks.ts';
import type { Connections, Session } from '../connections.ts';
import { rebuildRollups } from '../deletes/rebuild-rollups.ts';
import { lockUsers } from '../writes/lock-users.ts';
import { checkMonth, type MonthCheck } from './check-month.ts';

const MAX_DIFFERENCES = 1000;

/** Compares every roll-up with the raw readings, month by month; nothing is locked. */
export function verify(connections: Connections, work: LongWork): Promise<VerifyReport> {
  return eachMonth(connections, work, (month) =>
    connections.transaction((session) => checkMonth(session, month), { idempotent: true }),
  );
}

/** Rebuilds the roll-ups of users in months where any differs; only their writers wait. */
export function repair(connections: Connections, work: LongWork): Promise<VerifyReport> {
  return eachMonth(connections, work, async (month) => {
    const check = await connections.transaction((session) => checkMonth(session, month), { idempotent: true });
    const users = [...new Set(check.differences.map(({ userId }) => userId))].sort((a, b) => a - b);
    if (users.length > 0) {
      await connections.transaction((session) => rebuildMonth(session, month, users), { idempotent: true });
    }
    return check;
  });
}

async function rebuildMonth(session: Session, month: number, users: readonly number[]): Promise<void> {
  await session.query('SELECT pg_advisory_xact_lock_shared($1, $2)', LOCKS.writers);
  await lockUsers(session, users, 'write');
  const from = bucketStart('month', month);
  const to = bucketStart('month', month + 1);
  for (const level of LEVELS) {
    const first = bucketOf(level, from);
    const last = bucketOf(level, to) - 1;
    await session.query(
      `DELETE FROM ${level}_totals WHERE ${level} BETWEEN $1::integer AND $2::integer AND user_id = ANY ($3::bigint[])`,
      [first, last, users],
    );
    await rebuildRollups(session, level, first, last, users);
  }
}

async function eachMonth(
  connections: Connections,
  { signal, onProgress }: LongWork,
  check: (month: number) => Promise<MonthCheck>,
): Promise<VerifyReport> {
  const months = await monthsOfStore(connections);
  const differences: Difference[] = [];
  let buckets = 0;
  let readings = 0;
  let differing = 0;
  for (const [at, month] of months.entries()) {
    if (signal?.aborted) throw new PulsebaseError('ABORTED', `stopped after ${at} of ${months.length} months`);
    const found = await check(month);
    buckets += found.buckets;
    readings += found.readings;
    differing += found.differences.length;
    differences.push(...found.differences.slice(0, MAX_DIFFERENCES - differences.length));
    onProgress?.((at + 1) / months.length);
  }
  const problems = await orphans(connections);
  return { ok: differing === 0 && problems.length === 0, buckets, readings, differing, differences, problems };
}

/** Months that have a partition or a total of any level. */
async function monthsOfStore(connections: Connections): Promise<number[]> {
  const rows = await connections.question(
    `SELECT DISTINCT month FROM (
       SELECT (substring(c.relname from '_(\\d{4})_\\d{2}$')::integer - 1970) * 12
         + substring(c.relname from '_(\\d{2})$')::integer - 1 AS month
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent IN ('heart_rates'::regclass, 'hour_totals'::regclass)
       UNION ALL SELECT month FROM month_totals
       UNION ALL SELECT ((date_part('year', date '1970-01-01' + day) - 1970) * 12
         + date_part('month', date '1970-01-01' + day) - 1)::integer FROM day_totals
     ) AS months ORDER BY month`,
  );
  return rows.map(([month]) => Number(month));
}

/** Readings whose user is gone, which no program of ours leaves behind. */
async function orphans(connections: Connections): Promise<string[]> {
  const rows = await connections.question(
    `SELECT DISTINCT user_id FROM month_totals m WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = m.user_id)
     ORDER BY user_id LIMIT 100`,
  );
  return rows.map(([id]) => `readings of user ${String(id)} remain, though there is no such user`);
}
