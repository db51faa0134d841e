import { HOUR_MS } from '../../../window/bucket.ts';
import type { OffsetSegment } from '../../../window/offset-segments.ts';
import type { Memtable } from '../memtable/memtable.ts';
import type { View } from '../memtable/view.ts';
import { readingsWithin } from '../schema/readings-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';
import type { HourColumns } from './hour-columns.ts';

/** Local hours that are not UTC hours: (local hour, offset) is the bucket, counted from raw readings. */
export async function zonedHours(
  executor: Executor,
  userId: number,
  segments: readonly OffsetSegment[],
  view: View,
): Promise<HourColumns> {
  const parts = segments.map(({ from, to, offset }) => {
    const shift = sqlInteger(offset + SHIFT);
    return `SELECT intDiv(ts + ${shift}, ${HOUR_MS}) * ${HOUR_MS} - ${shift} AS start, ${sqlInteger(offset)} AS shift, ts, milli_bpm
      FROM pulsebase.readings FINAL
      WHERE user_id = ${sqlInteger(userId)} AND ${readingsWithin({ from, to: to - 1 })}${view.rawCondition}`;
  });
  const [starts, shifts, counts, sums, firsts] = await queryIntegers(
    executor,
    `SELECT start, toInt64(shift), count() AS n, sum(milli_bpm), min(ts) AS first
    FROM (${parts.join(' UNION ALL ')}) GROUP BY start, shift`,
    5,
  );
  const hours = new Map<string, ZonedHour>();
  const add = (hour: ZonedHour, offset: number) => {
    const key = `${hour.start} ${offset}`;
    const known = hours.get(key) ?? { ...hour, count: 0, sum: 0 };
    const first = Math.min(known.first, hour.first);
    hours.set(key, { start: hour.start, count: known.count + hour.count, sum: known.sum + hour.sum, first });
  };
  for (let at = 0; at < starts!.length; at += 1) {
    add({ start: starts![at]!, count: counts![at]!, sum: sums![at]!, first: firsts![at]! }, shifts![at]!);
  }
  for (const table of view.tables()) {
    for (const segment of segments) addRecent(table, userId, segment, add);
  }
  // Where a clock changed within an hour, two hours begin together: the one whose readings came first goes first.
  const inOrder = [...hours.values()].sort((a, b) => a.first - b.first);
  return {
    counts: inOrder.map(({ count }) => count),
    sums: inOrder.map(({ sum }) => sum),
    startOf: (at) => inOrder[at]!.start,
  };
}

interface ZonedHour {
  /** First Unix millisecond. */
  readonly start: number;
  readonly count: number;
  readonly sum: number;
  /** Unix milliseconds of its first reading. */
  readonly first: number;
}

function addRecent(
  table: Memtable,
  userId: number,
  segment: OffsetSegment,
  add: (hour: ZonedHour, offset: number) => void,
): void {
  const { offset } = segment;
  for (const [, readings] of table.hoursOf(userId, segment)) {
    const { from, to } = readings.indexesOf(segment);
    for (let at = from; at < to; at += 1) {
      const first = readings.timestamps[at]!;
      const start = Math.floor((first + offset) / HOUR_MS) * HOUR_MS - offset;
      add({ start, count: 1, sum: readings.heartRates[at]!, first }, offset);
    }
  }
}

/** `intDiv` rounds towards zero. With two days added, local times just before 1970 are positive too. */
const SHIFT = 48 * HOUR_MS;
