import type { CohortQuery, CohortTotal, Total } from '../../../engine/engine.ts';
import { average } from '../../../model/average.ts';
import type { CachedUser } from '../single-writer/user-cache.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { rawCondition } from './raw-condition.ts';
import { rollupCondition } from './rollup-condition.ts';

/**
 * A cohort out of few, cached users: reads the totals of everybody with the simplest statement for the roll-ups and one for the
 * raw ends, concurrently, and selects the cohort here. Filter, threshold, order and union would each cost the engine more to plan
 * than the answer costs to read (docs/performance.md).
 */
export async function smallCohort(
  executor: Executor,
  { covering, genders, age, minHeartRate }: CohortQuery,
  users: ReadonlyMap<number, CachedUser>,
): Promise<CohortTotal[]> {
  const rollups = rollupCondition(covering);
  // So few rows cost less to read than to distribute among threads.
  const settings = users.size <= FEW_USERS ? ' SETTINGS max_threads = 1' : '';
  const [whole, cut] = await Promise.all([
    rollups === undefined
      ? NOBODY
      : totalsByUser(executor, `sum(readings), sum(total) FROM pulsebase.rollups FINAL WHERE ${rollups}`, settings),
    covering.raw.length === 0
      ? NOBODY
      : totalsByUser(
          executor,
          `count(), sum(milli_bpm) FROM pulsebase.readings FINAL WHERE ${rawCondition(covering.raw)}`,
          settings,
        ),
  ]);
  const isMember = ({ gender, birthDate, age: years }: CachedUser) =>
    (genders === undefined || genders.includes(gender)) &&
    (age === undefined || (birthDate === 0 ? years >= 0 && years > age.olderThan : birthDate <= age.bornBy));
  const ranked: { readonly total: CohortTotal; readonly average: number }[] = [];
  for (const userId of new Set([...whole.keys(), ...cut.keys()])) {
    const user = users.get(userId);
    if (user === undefined || !isMember(user)) continue;
    const [a, b] = [whole.get(userId), cut.get(userId)];
    const count = (a?.count ?? 0) + (b?.count ?? 0);
    const sum = (a?.sum ?? 0) + (b?.sum ?? 0);
    const mean = average(sum, count);
    if (count > 0 && mean > minHeartRate) ranked.push({ total: { userId, count, sum }, average: mean });
  }
  ranked.sort((a, b) => b.average - a.average || a.total.userId - b.total.userId);
  return ranked.map(({ total }) => total);
}

/** The roll-ups of up to this many users are read by one thread. */
const FEW_USERS = 2000;

const NOBODY: ReadonlyMap<number, Total> = new Map();

async function totalsByUser(executor: Executor, totals: string, settings: string): Promise<ReadonlyMap<number, Total>> {
  const statement = `SELECT user_id, ${totals} GROUP BY user_id${settings}`;
  const [ids, counts, sums] = await queryIntegers(executor, statement, 3);
  const found = new Map<number, Total>();
  for (const [at, id] of ids!.entries()) found.set(id, { count: counts![at]!, sum: sums![at]! });
  return found;
}
