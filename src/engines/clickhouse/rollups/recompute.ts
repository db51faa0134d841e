import { bucketOf, bucketStart, DAY_MS, HOUR_MS } from '../../../window/bucket.ts';
import { bucketIdOf, firstBucketId } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import { HOUR_OF_READING, readingsWithin } from '../schema/readings-within.ts';
import { sqlInteger, sqlIntegers } from '../statements/sql-integers.ts';
import type { Region } from './region.ts';

/**
 * The three statements that recompute the roll-ups of a region, each from the level below: hours from raw readings,
 * days from hours, months from days. They run in this order, each with a version taken after the one before it ended.
 *
 * @param region Hours of one month.
 * @param mayBeEmpty Whether readings were removed: buckets left without any get a row with 0 readings.
 */
export function recomputeStatements(region: Region, mayBeEmpty: boolean): ((version: number) => string)[] {
  const month = bucketOf('month', region.from * HOUR_MS);
  const [hour0, day0] = [firstBucketId('hour', month), firstBucketId('day', month)];
  const monthHour = bucketStart('month', month) / HOUR_MS;
  const days = { from: Math.floor(region.from / 24), to: Math.ceil(region.to / 24) };
  const users = region.users === null ? '' : ` AND user_id IN (${sqlIntegers(region.users)})`;
  const rows = (first: number, last: number, table: 'rollups' | 'hours_by_user' = 'rollups') =>
    `FROM pulsebase.${table} FINAL WHERE ${bucketsWithin(first, last)}${users}`;
  const below = 'readings AS n, total AS t, lowest AS l, highest AS h';
  const statement = (source: string, olds: readonly string[]) => (version: number) => {
    const empty = 'UNION ALL SELECT slot AS key, user_id, 0 AS n, 0 AS t, 0 AS l, 0 AS h';
    const emptied = mayBeEmpty ? olds.map((old) => ` ${empty} ${old}`).join('') : '';
    return `INSERT INTO pulsebase.rollups (slot, user_id, readings, total, lowest, highest, version)
      SELECT key, user_id, sum(n) AS count, sum(t), minIf(l, n > 0), max(h), ${sqlInteger(version)}
      FROM (SELECT ${source}${emptied}) GROUP BY key, user_id${mayBeEmpty ? '' : ' HAVING count > 0'}`;
  };
  const [firstHour, lastHour] = [hour0 + region.from - monthHour, hour0 + region.to - 1 - monthHour];
  const monthDay = bucketStart('month', month) / DAY_MS;
  const [firstDay, lastDay] = [day0 + days.from - monthDay, day0 + days.to - 1 - monthDay];
  const [listedRaw, listedIds] =
    region.hours === undefined
      ? ['', '']
      : [
          ` AND ${HOUR_OF_READING} IN (${sqlIntegers(region.hours)})`,
          ` AND slot IN (${sqlIntegers(region.hours.map((hour) => bucketIdOf('hour', hour)))})`,
        ];
  const monthId = bucketIdOf('month', month);
  return [
    statement(
      `${HOUR_OF_READING} + ${sqlInteger(hour0 - monthHour)} AS key, user_id,
        count() AS n, sum(milli_bpm) AS t, min(milli_bpm) AS l, max(milli_bpm) AS h
      FROM pulsebase.readings FINAL
      WHERE ${readingsWithin({ from: region.from * HOUR_MS, to: region.to * HOUR_MS - 1 })}
        ${listedRaw}${users} GROUP BY key, user_id`,
      // A repair must also empty an hour that only the second copy holds.
      [rows(firstHour, lastHour), rows(firstHour, lastHour, 'hours_by_user')].map((old) => old + listedIds),
    ),
    statement(
      `intDiv(slot - ${hour0}, 24) + ${day0} AS key, user_id, ${below}
      ${rows(hour0 + (firstDay - day0) * 24, hour0 + (lastDay - day0 + 1) * 24 - 1)}`,
      [rows(firstDay, lastDay)],
    ),
    statement(`${monthId} AS key, user_id, ${below} ${rows(day0, day0 + 30)}`, [rows(monthId, monthId)]),
  ];
}
