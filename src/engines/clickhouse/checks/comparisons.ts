import { bucketStart, HOUR_MS, type Level } from '../../../window/bucket.ts';
import { bucketIdOf, firstBucketId, PERIOD_IDS } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import { HOUR_OF_READING, readingsWithin } from '../schema/readings-within.ts';

/** One comparison: what a table holds, and what it should hold by the level below. */
export interface Comparison {
  readonly level: Level;
  /** What is compared: hours with raw readings, a level with the one below, or the second copy of the hours. */
  readonly kind: 'readings' | 'level' | 'copy';
  /** Both are statements for (key, user_id, n, t, l, h); the key is a bucket id. */
  readonly expected: string;
  readonly actual: string;
}

const DAY_IDS = firstBucketId('day', 0);
const MONTH_IDS = bucketIdOf('month', 0);

const COLUMNS = 'slot AS key, user_id, readings AS n, total AS t, lowest AS l, highest AS h';
const SUMS = 'sum(readings) AS n, sum(total) AS t, minIf(lowest, readings > 0) AS l, max(highest) AS h';

/** The bucket id of `hour`, one since 1970; then those of the day of an hour and of the month of a day. */
const START = `toDateTime(hour * 3600, 'UTC')`;
const ID_OF_HOUR = `((toYear(${START}) - 1970) * 12 + toMonth(${START}) - 1) * ${PERIOD_IDS}
  + (toDayOfMonth(${START}) - 1) * 24 + toHour(${START})`;
const DAY_OF_HOUR = `${DAY_IDS} + intDiv(slot, ${PERIOD_IDS}) * ${PERIOD_IDS} + intDiv(slot % ${PERIOD_IDS}, 24)`;
const MONTH = `intDiv(slot - ${DAY_IDS}, ${PERIOD_IDS})`;
const MONTH_OF_DAY = `${MONTH_IDS} + intDiv(${MONTH}, 12) * ${PERIOD_IDS} + ${MONTH} % 12`;

/**
 * All that is to be compared in the months from `first` to `last`.
 *
 * @param hoursAtOnce Hours compared by one statement.
 */
export function* comparisons(first: number, last: number, hoursAtOnce: number): Generator<Comparison> {
  const [start, end] = [bucketStart('month', first) / HOUR_MS, bucketStart('month', last + 1) / HOUR_MS];
  for (let from = start; from < end; from += hoursAtOnce) {
    const to = Math.min(from + hoursAtOnce, end);
    const slice = bucketsWithin(bucketIdOf('hour', from), bucketIdOf('hour', to - 1));
    const hours = `SELECT ${COLUMNS} FROM pulsebase.rollups FINAL WHERE ${slice}`;
    yield {
      level: 'hour',
      kind: 'readings',
      expected: `SELECT ${ID_OF_HOUR} AS key, user_id, n, t, l, h FROM (
          SELECT ${HOUR_OF_READING} AS hour, user_id,
            count() AS n, sum(milli_bpm) AS t, min(milli_bpm) AS l, max(milli_bpm) AS h
          FROM pulsebase.readings FINAL
          WHERE ${readingsWithin({ from: from * HOUR_MS, to: to * HOUR_MS - 1 })}
          GROUP BY hour, user_id
        )`,
      actual: hours,
    };
    yield {
      level: 'hour',
      kind: 'copy',
      expected: hours,
      actual: `SELECT ${COLUMNS} FROM pulsebase.hours_by_user FINAL WHERE ${slice}`,
    };
  }
  const rollups = (firstId: number, lastId: number) =>
    `FROM pulsebase.rollups FINAL WHERE ${bucketsWithin(firstId, lastId)}`;
  const periods = (level: 'hour' | 'day') =>
    rollups(firstBucketId(level, first), firstBucketId(level, last) + PERIOD_IDS - 1);
  yield {
    level: 'day',
    kind: 'level',
    expected: `SELECT ${DAY_OF_HOUR} AS key, user_id, ${SUMS} ${periods('hour')} GROUP BY key, user_id`,
    actual: `SELECT ${COLUMNS} ${periods('day')}`,
  };
  yield {
    level: 'month',
    kind: 'level',
    expected: `SELECT ${MONTH_OF_DAY} AS key, user_id, ${SUMS} ${periods('day')} GROUP BY key, user_id`,
    actual: `SELECT ${COLUMNS} ${rollups(bucketIdOf('month', first), bucketIdOf('month', last))}`,
  };
}
