import type { PeakHoursQuestion, PeakTotal } from '../../../store/engine.ts';
import { bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { Executor } from '../executor.ts';
import { queryIntegers } from '../query-integers.ts';
import { queryObjects } from '../query-objects.ts';
import { bucketOfSlot, slotOf } from '../slot.ts';
import { sqlInteger } from '../sql-integers.ts';
import { rawCondition } from './raw-condition.ts';

/** The hours of one user lie side by side; only the cut ones at the ends are read from raw readings. */
export async function peakHours(executor: Executor, question: PeakHoursQuestion): Promise<PeakTotal[]> {
  const average = 'toFloat64(t) / toFloat64(1000 * n) AS average';
  const top = `GROUP BY average ORDER BY average DESC LIMIT ${sqlInteger(question.limit)}`;
  const hours = hourTotals(question);
  if (!question.details) {
    const sql = `SELECT min(n), argMin(t, n), ${average} FROM (${hours}) WHERE n > 0 ${top}`;
    const [counts, sums] = await queryIntegers(executor, `SELECT \`min(n)\`, \`argMin(t, n)\` FROM (${sql})`, 2);
    return Array.from(counts!, (count, at) => ({ count, sum: sums![at]!, hours: [] }));
  }
  const rows = await queryObjects(
    executor,
    `SELECT groupArray(start) AS starts, groupArray(first) AS firsts, groupArray(n) AS counts, groupArray(t) AS sums, ${average}
    FROM (${hours}) WHERE n > 0 ${top}`,
  );
  const startOf = 'covering' in question.hours ? startOfSlot : Number;
  return rows.map((row) => decodePeak(row, startOf));
}

/** A statement for the totals of each hour: its `start` (the slot, or the first millisecond), readings `n`, sum `t`. */
function hourTotals({ userId, hours }: PeakHoursQuestion): string {
  const user = `user_id = ${sqlInteger(userId)}`;
  if ('covering' in hours) {
    const { raw, hour } = hours.covering;
    const sources = hour.map(
      ({ from, to }) =>
        `SELECT slot AS start, toInt64(slot) AS first, readings AS n, total AS t FROM pulsebase.hours_by_user FINAL` +
        ` WHERE ${user} AND slot >= ${slotOf('hour', from)} AND slot <= ${slotOf('hour', to - 1)}`,
    );
    for (const piece of raw) {
      sources.push(
        `SELECT toUInt32(${slotOf('hour', Math.floor(piece.from / HOUR_MS))}) AS start, min(ts) AS first, count() AS n,` +
          ` toUInt64(sum(milli_bpm)) AS t FROM pulsebase.readings FINAL WHERE ${user} AND ${rawCondition([piece])}`,
      );
    }
    return sources.join(' UNION ALL ');
  }
  // Local hours that are no UTC hours: (local hour, offset) is the bucket, counted from raw readings.
  const segments = hours.segments.map(({ from, to, offset }) => {
    const start = `intDiv(ts + ${sqlInteger(offset + DAY_SHIFT)}, ${HOUR_MS}) * ${HOUR_MS} - ${sqlInteger(offset + DAY_SHIFT)}`;
    return (
      `SELECT ${start} AS start, ${sqlInteger(offset)} AS shift, ts, milli_bpm FROM pulsebase.readings FINAL` +
      ` WHERE ${user} AND ts >= ${sqlInteger(from)} AND ts < ${sqlInteger(to)}` +
      ` AND intDiv(ts, ${HOUR_MS}) >= ${Math.floor(from / HOUR_MS)} AND intDiv(ts, ${HOUR_MS}) <= ${Math.floor((to - 1) / HOUR_MS)}`
    );
  });
  return `SELECT start, min(ts) AS first, count() AS n, toUInt64(sum(milli_bpm)) AS t FROM (${segments.join(' UNION ALL ')}) GROUP BY start, shift`;
}

/** intDiv cuts towards zero: with two days added, local times just before 1970 are positive too. */
const DAY_SHIFT = 48 * HOUR_MS;

function decodePeak(row: Record<string, unknown>, startOf: (start: number) => number): PeakTotal {
  const [starts, firsts, counts, sums] = [row.starts, row.firsts, row.counts, row.sums].map(integers);
  const hours = starts!.map((start, at) => ({
    start: startOf(start),
    first: firsts![at]!,
    count: counts![at]!,
    sum: sums![at]!,
  }));
  // Where a clock changed within an hour, two hours begin together: the one whose readings came first goes first.
  hours.sort((a, b) => a.start - b.start || a.first - b.first);
  const [top] = hours;
  return { count: top!.count, sum: top!.sum, hours: hours.map(({ start, count, sum }) => ({ start, count, sum })) };
}

function integers(value: unknown): number[] {
  if (!Array.isArray(value)) throw new TypeError('the engine gave no array');
  return value.map(Number);
}

function startOfSlot(slot: number): number {
  return bucketStart('hour', bucketOfSlot('hour', slot));
}
