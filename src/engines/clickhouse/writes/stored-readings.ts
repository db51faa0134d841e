import { distinctUsers } from '../../../engine/distinct-users.ts';
import { HOUR_MS } from '../../../window/bucket.ts';
import { usersToName } from '../rollups/region.ts';
import { readingsInHours, readingsWithin } from '../schema/readings-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';

/** Keys to look up, in columns of `length`. */
export interface ReadingKeys {
  readonly length: number;
  readonly userIds: ArrayLike<number>;
  readonly timestamps: ArrayLike<number>;
}

/** Hours and users up to this many are listed in the statement, so that the engine reads no more of the disk than it must. */
const MAX_LIST = 1000;
/** Keys within this many milliseconds are not listed: reading everything there costs less than matching keys. */
const NARROW_MS = 120_000;

/**
 * The heart rates (thousandths of a bpm) that the store holds for some keys: by user, then by Unix millisecond. The result may
 * include other keys.
 *
 * @param everybody How many users there are, where that is known.
 */
export async function existingReadings(
  executor: Executor,
  keys: ReadingKeys,
  everybody?: number,
): Promise<Map<number, Map<number, number>>> {
  const hours = new Set<number>();
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (let at = 0; at < keys.length; at += 1) {
    const ts = keys.timestamps[at]!;
    hours.add(Math.floor(ts / HOUR_MS));
    from = Math.min(from, ts);
    to = Math.max(to, ts);
  }
  const named = usersToName(distinctUsers(keys), everybody);
  const conditions = [
    hours.size > MAX_LIST ? readingsWithin({ from, to }) : readingsInHours(hours, { from, to }),
    ...(named === null || named.length > MAX_LIST ? [] : [`user_id IN (${sqlIntegers(named)})`]),
  ];
  const [userIds, timestamps, heartRates] =
    to - from <= NARROW_MS
      ? await queryIntegers(
          executor,
          `SELECT user_id, ts, milli_bpm FROM pulsebase.readings FINAL WHERE ${conditions.join(' AND ')}
          SETTINGS max_threads = 1`,
          3,
        )
      : await executor.withRows(
          [
            { name: 'user_id', type: 'Int64', values: keys.userIds },
            { name: 'ts', type: 'Int64', values: keys.timestamps },
          ],
          (rows) =>
            queryIntegers(
              executor,
              // Of a key's versions the highest wins; FINAL would merge everything in reach first.
              `SELECT user_id, ts, argMax(milli_bpm, version) FROM pulsebase.readings
              WHERE ${conditions.join(' AND ')} AND (user_id, ts) IN (SELECT user_id, ts FROM ${rows})
              GROUP BY user_id, ts`,
              3,
            ),
        );
  const found = new Map<number, Map<number, number>>();
  for (let at = 0; at < userIds!.length; at += 1) {
    const ofUser = found.get(userIds![at]!) ?? new Map<number, number>();
    if (ofUser.size === 0) found.set(userIds![at]!, ofUser);
    ofUser.set(timestamps![at]!, heartRates![at]!);
  }
  return found;
}
