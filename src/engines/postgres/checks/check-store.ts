import type { LongWork } from '../../../engine/engine.ts';
import type { Difference, VerifyReport } from '../../../engine/verify-report.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import type { Connections, Session } from '../connections/connections.ts';
import { pageOf } from '../rollups/rollup-pages.ts';
import { checkDays, checkHours, checkMonths, type PageCheck } from './check-month.ts';

const MAX_DIFFERENCES = 1000;

/**
 * Compares hours with raw readings, days with hours and months with days, a month or a year at a time, each in a statement
 * of its own: nothing is locked, and a level that equals the one below at every instant equals the raw readings.
 *
 * @param mend Called for each month with the users whose roll-ups differ in it.
 */
export async function checkStore(
  connections: Connections,
  { signal, onProgress }: LongWork,
  mend?: (month: number, users: readonly number[]) => Promise<void>,
): Promise<VerifyReport> {
  const report = new Report();
  const months = await monthsOfStore(connections);
  for (const [index, month] of months.entries()) {
    if (signal?.aborted) throw new PulsebaseError('ABORTED', `stopped after ${index} of ${months.length} months`);
    const next = months[index + 1];
    const endsYear = next === undefined || pageOf('month', next) !== pageOf('month', month);
    const users = new Set<number>();
    for (const check of checksOf(month, endsYear)) {
      const found = await connections.transaction(check, { idempotent: true });
      report.add(found);
      for (const user of found.users) users.add(user);
    }
    if (users.size > 0) await mend?.(month, [...users]);
    onProgress?.((index + 1) / months.length);
  }
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

/** Orphans, which Pulsebase itself never leaves. */
async function orphans(connections: Connections): Promise<string[]> {
  const rows = await connections.query(
    `SELECT DISTINCT user_id FROM month_rollups m WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = m.user_id)
     ORDER BY user_id LIMIT 100`,
  );
  return rows.map(
    ([id]) => `readings of user ${String(id)} remain, though there is no such user; put the user and delete it`,
  );
}
