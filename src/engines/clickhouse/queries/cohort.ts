import type { CohortQuery, CohortTotal } from '../../../engine/engine.ts';
import { bucketOf } from '../../../window/bucket.ts';
import type { Reader } from '../journal/reader.ts';
import { bucketIdOf, dayIdOf } from '../schema/bucket-id.ts';
import { rawCondition } from '../schema/raw-condition.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlDouble } from '../statements/sql-double.ts';
import { sqlInteger } from '../statements/sql-integers.ts';
import { keptCohort } from './kept-cohort.ts';
import { rollupCondition } from './rollup-condition.ts';
import { userFilter } from './user-filter.ts';
import { withClosedEnd } from './with-closed-end.ts';

/** Users above the threshold, by average descending, then id ascending. */
export async function cohort(reader: Reader, query: CohortQuery): Promise<CohortTotal[]> {
  const { executor, cache } = reader;
  const { totals } = cache;
  const tables = ['users', 'readings', 'rollups'] as const;
  const kept = await reader.answer(tables, async (view) => {
    for (;;) {
      const users = await cache.users();
      if (users === undefined || totals === undefined) return undefined;
      const found = await withClosedEnd(cache, query.covering, async (covering) =>
        totals.isWorthReading(covering, users.size)
          ? keptCohort(totals, { ...query, covering }, users, view)
          : undefined,
      );
      // Meanwhile users may have been put whose readings are in the totals.
      if (found === undefined || users === (await cache.users())) return found;
    }
  });
  if (kept !== undefined) return kept;
  return reader.answerOfPartsOnce(tables, () =>
    withClosedEnd(cache, query.covering, (covering) => largeCohort(executor, { ...query, covering })),
  );
}

/**
 * A cohort out of any number of users: the engine filters, so that only the answer leaves it.
 *
 * One scan of the roll-ups and one of the raw ends, whatever the window. Shards aggregate their own rows, so that they send one
 * row per user; without shards, the engine is faster when it aggregates once.
 */
async function largeCohort(executor: Executor, query: CohortQuery): Promise<CohortTotal[]> {
  const { covering } = query;
  const rollups = rollupCondition(covering);
  const raw = covering.raw.length > 0 ? rawCondition(covering.raw) : undefined;
  const filter = userFilter(query);
  const { isSharded } = executor.topology;
  const { ofRollup, ofReading, enough } = query.minDays > 1 ? dayColumns(query, isSharded) : NO_DAYS;
  const ofUsers = isSharded && filter !== undefined ? ` AND user_id IN (${filter})` : '';
  const sources = (
    isSharded
      ? [
          rollups &&
            `SELECT user_id, sum(readings) AS n, sum(total) AS t${ofRollup} FROM pulsebase.rollups FINAL WHERE (${rollups})${ofUsers} GROUP BY user_id`,
          raw &&
            `SELECT user_id, count() AS n, sum(milli_bpm) AS t${ofReading} FROM pulsebase.readings FINAL WHERE (${raw})${ofUsers} GROUP BY user_id`,
        ]
      : [
          rollups &&
            `SELECT user_id, readings AS n, total AS t${ofRollup} FROM pulsebase.rollups FINAL WHERE ${rollups}`,
          raw &&
            `SELECT user_id, toUInt64(1) AS n, toUInt64(milli_bpm) AS t${ofReading} FROM pulsebase.readings FINAL WHERE ${raw}`,
        ]
  ).filter((source) => source !== undefined);
  const [userIds, counts, sums] = await queryIntegers(
    executor,
    `SELECT user_id, sum(n) AS readings, sum(t) AS total
    FROM (${sources.join(' UNION ALL ')})
    ${filter === undefined || isSharded ? '' : `WHERE user_id IN (${filter})`}
    GROUP BY user_id
    HAVING readings >= ${sqlInteger(query.minReadings)}${enough} AND toFloat64(total) / toFloat64(1000 * readings) > ${sqlDouble(query.minHeartRate)}
    ORDER BY toFloat64(total) / toFloat64(1000 * readings) DESC, user_id`,
    3,
  );
  return Array.from(userIds!, (userId, at) => ({ userId, count: counts![at]!, sum: sums![at]! }));
}

const NO_DAYS = { ofRollup: '', ofReading: '', enough: '' };

/** What counts the days with readings: further columns of the sources, by shard the distinct days, and a condition on them. */
function dayColumns({ covering: { raw }, minDays }: CohortQuery, isSharded: boolean): typeof NO_DAYS {
  const days = raw.map(({ from }) => bucketIdOf('day', bucketOf('day', from)));
  const ofSlot = dayIdOf('slot');
  // Two cut hours at most.
  const ofInstant = `toUInt32(if(ts < ${sqlInteger(raw[0]?.to ?? 0)}, ${days[0] ?? 0}, ${days.at(-1) ?? 0}))`;
  return isSharded
    ? {
        ofRollup: `, groupUniqArrayIf(${ofSlot}, readings > 0) AS days`,
        ofReading: `, groupUniqArray(${ofInstant}) AS days`,
        enough: ` AND uniqExactArray(days) >= ${sqlInteger(minDays)}`,
      }
    : {
        ofRollup: `, ${ofSlot} AS day`,
        ofReading: `, ${ofInstant} AS day`,
        enough: ` AND uniqExactIf(day, n > 0) >= ${sqlInteger(minDays)}`,
      };
}
