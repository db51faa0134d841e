import { bucketOf, bucketStart, type Level } from '../../../window/bucket.ts';
import type { Session } from '../connections.ts';
import { HOUR, milli } from '../queries/sql-fragments.ts';
import { bucketSql } from '../queries/totals.ts';

/**
 * Computes the buckets from `first` to `last` of a level from the level below, as a set: for ranges where the totals were
 * taken away. The users must be locked.
 */
export async function rebuildRollups(
  session: Session,
  level: Level,
  first: number,
  last: number,
  userIds: readonly number[] | 'all',
): Promise<void> {
  const from = bucketStart(level, first);
  const to = bucketStart(level, last + 1);
  const own = userIds === 'all' ? '' : 'AND user_id = ANY ($3::bigint[])';
  const users = userIds === 'all' ? [] : [userIds];
  if (level === 'hour') {
    await session.query(
      `INSERT INTO hour_totals (user_id, hour, count, sum, min, max)
       SELECT user_id, ${HOUR}, count(*), ${milli('sum(heart_rate)', 'bigint')},
         ${milli('min(heart_rate)', 'integer')}, ${milli('max(heart_rate)', 'integer')}
       FROM heart_rates WHERE "timestamp" >= $1::timestamptz AND "timestamp" < $2::timestamptz ${own} GROUP BY 1, 2`,
      [new Date(from).toISOString(), new Date(to).toISOString(), ...users],
    );
    return;
  }
  const below = level === 'day' ? 'hour' : 'day';
  await session.query(
    `INSERT INTO ${level}_totals (user_id, ${level}, count, sum, min, max)
     SELECT user_id, ${bucketSql(below, below, level)}, sum(count), sum(sum), min(min), max(max)
     FROM ${below}_totals WHERE ${below} >= $1::integer AND ${below} < $2::integer ${own} GROUP BY 1, 2`,
    [bucketOf(below, from), bucketOf(below, to), ...users],
  );
}
