import { bucketOf, bucketStart, type Level } from '../../../window/bucket.ts';
import type { Window } from '../../../window/window.ts';
import { bucketIdOf, bucketOfId } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';

/**
 * Cuts a window into pieces of at most so many readings of some people, by the roll-ups of whole months, or of hours where a
 * month has more; an hour is never cut. Months without readings are left out, so that a sparse century costs little.
 *
 * @param condition A further condition on `user_id`, or empty.
 */
export async function pieces(
  executor: Executor,
  window: Window,
  condition: string,
  mostReadings: number,
): Promise<Window[]> {
  const found: Window[] = [];
  for (const month of await joined(executor, 'month', window, condition, mostReadings)) {
    if (month.readings <= mostReadings) found.push(month);
    else found.push(...(await joined(executor, 'hour', month, condition, mostReadings)));
  }
  return found.map(({ from, to }) => ({ from, to }));
}

interface Piece extends Window {
  readonly readings: number;
}

/** Neighbouring buckets as one piece, as long as they have few readings. */
async function joined(
  executor: Executor,
  level: Level,
  { from, to }: Window,
  condition: string,
  mostReadings: number,
): Promise<Piece[]> {
  const [first, last] = [from, to].map((ms) => bucketIdOf(level, bucketOf(level, ms)));
  const [ids, counts] = await queryIntegers(
    executor,
    `SELECT slot, sum(readings) AS held FROM pulsebase.rollups FINAL
    WHERE ${bucketsWithin(first!, last!)}${condition}
    GROUP BY slot HAVING held > 0 ORDER BY slot`,
    2,
  );
  const found: Piece[] = [];
  for (let at = 0; at < ids!.length; at += 1) {
    const bucket = bucketOfId(level, ids![at]!);
    const start = Math.max(from, bucketStart(level, bucket));
    const end = Math.min(to, bucketStart(level, bucket + 1) - 1);
    const before = found.at(-1);
    const readings = counts![at]! + (before?.readings ?? 0);
    if (before !== undefined && before.to + 1 === start && readings <= mostReadings) {
      found[found.length - 1] = { from: before.from, to: end, readings };
    } else found.push({ from: start, to: end, readings: counts![at]! });
  }
  return found;
}
