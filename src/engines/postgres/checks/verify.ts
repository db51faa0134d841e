import type { LongWork } from '../../../engine/engine.ts';
import type { Difference, VerifyReport } from '../../../engine/verify-report.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { bucketOf, bucketStart } from '../../../window/bucket.ts';
import type { Connections, Session } from '../connections/connections.ts';
import { lockUsers } from '../rollups/lock-users.ts';
import { rebuildPages } from '../rollups/rebuild-pages.ts';
import { pageOf } from '../rollups/rollup-pages.ts';
import { checkDays, checkHours, checkMonths, type PageCheck } from './check-month.ts';

const MAX_DIFFERENCES = 1000;

/**
 * Compares hours with raw readings, days with hours and months with days, a month or a year at a time, each in a statement
 * of its own: nothing is locked, and a level that equals the one below at every instant equals the raw readings.
 */
export async function verify(connections: Connections, work: LongWork): Promise<VerifyReport> {
  const report = new Report();
  await eachMonth(connections, work, async (month, endsYear) => {
    for (const check of checksOf(month, endsYear))
      report.add(await connections.transaction(check, { idempotent: true }));
  });
  report.addProblems(await orphans(connections));
  return report.done();
}

/** Rebuilds the roll-ups of users in months where any differs; only their writers wait. */
export async function repair(connections: Connections, work: LongWork): Promise<VerifyReport> {
  const report = new Report();
  await eachMonth(connections, work, async (month, endsYear) => {
    const users = new Set<number>();
    for (const check of checksOf(month, endsYear)) {
      const found = await connections.transaction(check, { idempotent: true });
      report.add(found);
      for (const user of found.users) users.add(user);
    }
    if (users.size === 0) return;
    const ids = [...users].sort((a, b) => a - b);
    await connections.transaction((session) => rebuildMonth(session, month, ids), { idempotent: true });
  });
  report.addProblems(await orphans(connections));
  return report.done();
}

function checksOf(month: number, endsYear: boolean): ((session: Session) => Promise<PageCheck>)[] {
  return [
    (session) => checkHours(session, month),
    (session) => checkDays(session, month),
    ...(endsYear ? [(session: Session) => checkMonths(session, pageOf('month', month))] : []),
  ];
}

async function rebuildMonth(session: Session, month: number, users: readonly number[]): Promise<void> {
  // Users who are gone need no lock: nobody writes for them.
  await lockUsers(session, users, 'write');
  const days = {
    first: bucketOf('day', bucketStart('month', month)),
    last: bucketOf('day', bucketStart('month', month + 1)) - 1,
  };
  await rebuildPages(session, users, days, 'anywhere');
}

class Report {
  #buckets = 0;
  #readings = 0;
  #differing = 0;
  readonly #differences: Difference[] = [];
  readonly #problems: string[] = [];

  add({ level, buckets, readings, differences, problems }: PageCheck): void {
    this.#buckets += buckets;
    this.#differing += differences.length;
    this.#differences.push(...differences.slice(0, MAX_DIFFERENCES - this.#differences.length));
    this.addProblems(problems);
    if (level === 'hour') this.#readings += readings;
  }

  addProblems(problems: readonly string[]): void {
    this.#problems.push(...problems);
  }

  done(): VerifyReport {
    return {
      ok: this.#differing === 0 && this.#problems.length === 0,
      buckets: this.#buckets,
      readings: this.#readings,
      differing: this.#differing,
      differences: this.#differences,
      problems: this.#problems,
    };
  }
}

async function eachMonth(
  connections: Connections,
  { signal, onProgress }: LongWork,
  check: (month: number, endsYear: boolean) => Promise<void>,
): Promise<void> {
  const months = await monthsOfStore(connections);
  for (const [at, month] of months.entries()) {
    if (signal?.aborted) throw new PulsebaseError('ABORTED', `stopped after ${at} of ${months.length} months`);
    const next = months[at + 1];
    await check(month, next === undefined || pageOf('month', next) !== pageOf('month', month));
    onProgress?.((at + 1) / months.length);
  }
}

/** Months that have a partition or a roll-up of any level; for a year, its first. */
async function monthsOfStore(connections: Connections): Promise<number[]> {
  const rows = await connections.query(
    `SELECT DISTINCT month FROM (
       SELECT (substring(c.relname from '_(\\d{4})_\\d{2}$')::integer - 1970) * 12
         + substring(c.relname from '_(\\d{2})$')::integer - 1 AS month
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent IN ('heart_rates'::regclass, 'hour_rollups'::regclass)
       UNION ALL SELECT month FROM day_rollups
       UNION ALL SELECT year * 12 FROM month_rollups
     ) AS months ORDER BY month`,
  );
  return rows.map(([month]) => Number(month));
}

/** Readings whose user is gone, which no program of ours leaves behind. */
async function orphans(connections: Connections): Promise<string[]> {
  const rows = await connections.query(
    `SELECT DISTINCT user_id FROM month_rollups m WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = m.user_id)
     ORDER BY user_id LIMIT 100`,
  );
  return rows.map(
    ([id]) => `readings of user ${String(id)} remain, though there is no such user; put the user and delete it`,
  );
}
