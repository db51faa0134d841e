import { bucketOf, bucketStart, HOUR_MS } from '../../window/bucket.ts';
import type { Executor } from './executor.ts';
import { queryIntegers } from './query-integers.ts';
import type { Scope } from './scope.ts';
import { firstSlot, slotOf } from './slot.ts';
import { sqlIntegers } from './sql-integers.ts';

/** Hours of a scope up to which it counts as small: what a batch of a crowd of devices touches, and a little more. */
const MAX_HOURS = 24;
/** Rows that may be added up here. */
const MAX_ROWS = 50_000;

interface Row {
  readonly slot: number;
  readonly userId: number;
  count: number;
  sum: number;
  min: number;
  max: number;
}

/**
 * Computes the roll-ups of a small scope again, in which nothing was taken away, for a store with one writer: three plain
 * questions at once (the touched hours from raw readings, the other hours of their days, the other days of the month), what
 * they give added up here, and one statement that writes all levels. Three statements that each read and write cost twice
 * as much: planning them is most of a small batch's time.
 *
 * @param everybody How many users there are.
 * @returns Whether the scope was small.
 */
export async function recomputeSmall(
  executor: Executor,
  scope: Scope,
  everybody: number,
  version: () => Promise<number>,
): Promise<boolean> {
  const hours =
    scope.hours ?? Array.from({ length: Math.min(scope.to - scope.from, MAX_HOURS + 1) }, (_, at) => scope.from + at);
  if (hours.length > MAX_HOURS || hours.length * (scope.users?.length ?? everybody) > MAX_ROWS) return false;
  const month = bucketOf('month', scope.from * HOUR_MS);
  const [hour0, day0] = [firstSlot('hour', month), firstSlot('day', month)];
  const touched = new Set(hours.map((hour) => slotOf('hour', hour)));
  const days = new Set([...touched].map((slot) => day0 + Math.floor((slot - hour0) / 24)));
  const otherHours = [...days]
    .flatMap((day) => Array.from({ length: 24 }, (_, at) => hour0 + (day - day0) * 24 + at))
    .filter((slot) => !touched.has(slot));
  const otherDays = Array.from({ length: 31 }, (_, at) => day0 + at).filter((slot) => !days.has(slot));
  const ofUsers = scope.users === null ? '' : ` AND user_id IN (${sqlIntegers(scope.users)})`;
  const shift = hour0 - bucketStart('month', month) / HOUR_MS;
  const held = 'sum(readings) AS n, sum(total), minIf(lowest, readings > 0), max(highest) FROM pulsebase.rollups FINAL';
  const [fresh, sameDays, sameMonth] = await Promise.all([
    rowsOf(
      executor,
      `intDiv(ts, ${HOUR_MS}) + ${shift} AS slot, user_id, count() AS n, sum(milli_bpm), min(milli_bpm), max(milli_bpm)
      FROM pulsebase.readings FINAL
      WHERE intDiv(ts, ${HOUR_MS}) IN (${sqlIntegers(hours)}) AND ts >= ${scope.from * HOUR_MS} AND ts < ${scope.to * HOUR_MS}${ofUsers}
      GROUP BY slot, user_id`,
    ),
    rowsOf(
      executor,
      `intDiv(slot - ${hour0}, 24) + ${day0} AS day, user_id, ${held}
      WHERE slot IN (${sqlIntegers(otherHours)})${ofUsers} GROUP BY day, user_id`,
    ),
    rowsOf(
      executor,
      `toUInt32(${slotOf('month', month)}) AS month, user_id, ${held}
      WHERE slot IN (${sqlIntegers(otherDays)})${ofUsers} GROUP BY user_id`,
    ),
  ]);
  const byDay = addUp(fresh, (slot) => day0 + Math.floor((slot - hour0) / 24), sameDays);
  const byMonth = addUp(byDay, () => slotOf('month', month), sameMonth);
  const rows = [...fresh, ...byDay, ...byMonth];
  await executor.insertRows(
    'rollups',
    [
      { name: 'slot', type: 'UInt32', values: rows.map(({ slot }) => slot) },
      { name: 'user_id', type: 'Int64', values: rows.map(({ userId }) => userId) },
      { name: 'readings', type: 'UInt64', values: rows.map(({ count }) => count) },
      { name: 'total', type: 'UInt64', values: rows.map(({ sum }) => sum) },
      { name: 'lowest', type: 'UInt32', values: rows.map(({ min }) => min) },
      { name: 'highest', type: 'UInt32', values: rows.map(({ max }) => max) },
    ],
    await version(),
  );
  return true;
}

async function rowsOf(executor: Executor, question: string): Promise<Row[]> {
  const columns = await queryIntegers(executor, `SELECT ${question} HAVING n > 0 SETTINGS max_threads = 1`, 6);
  const [slots, userIds, counts, sums, mins, maxs] = columns;
  return Array.from(slots!, (slot, at) => ({
    slot,
    userId: userIds![at]!,
    count: counts![at]!,
    sum: sums![at]!,
    min: mins![at]!,
    max: maxs![at]!,
  }));
}

/**
 * Coarser rows out of finer ones and of what else the users of these have in coarser buckets: also in those that only
 * another user's readings touched.
 */
function addUp(finer: readonly Row[], coarser: (slot: number) => number, others: readonly Row[]): Row[] {
  const found = new Map<number, Map<number, Row>>();
  for (const { userId } of finer) if (!found.has(userId)) found.set(userId, new Map());
  const add = (slot: number, { userId, count, sum, min, max }: Row) => {
    const ofUser = found.get(userId);
    const row = ofUser?.get(slot);
    if (row === undefined) ofUser?.set(slot, { slot, userId, count, sum, min, max });
    else {
      row.count += count;
      row.sum += sum;
      row.min = Math.min(row.min, min);
      row.max = Math.max(row.max, max);
    }
  };
  for (const row of finer) add(coarser(row.slot), row);
  for (const row of others) add(row.slot, row);
  return [...found.values()].flatMap((rows) => [...rows.values()]);
}
