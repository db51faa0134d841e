import { BLOCK_CAPACITY } from '../../../model/reading-block.ts';
import { bucketOf, bucketStart, HOUR_MS } from '../../../window/bucket.ts';
import type { Window } from '../../../window/window.ts';
import type { Reader } from '../journal/reader.ts';
import { bucketIdOf, bucketOfId } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import { HOUR_OF_READING, readingsWithin } from '../schema/readings-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';

/**
 * Cuts the readings of all users in a window into parts of at most a block, month by month and hour by hour, after all that was
 * acknowledged is in the tables. The roll-ups tell how many hours fit a block.
 *
 * @returns Of each part what follows `SELECT user_id, ts, milli_bpm`: its readings as stored, in order of hour, user and time.
 */
export async function* scanParts(reader: Reader, window: Window): AsyncGenerator<string> {
  const { executor } = reader;
  await reader.answerOfPartsOnce(['readings', 'rollups'], async () => {});
  for (const month of await heldMonths(executor, window)) {
    const from = Math.max(window.from, bucketStart('month', month));
    const to = Math.min(window.to, bucketStart('month', month + 1) - 1);
    for (const part of await parts(executor, { from, to })) yield rowsOf(part);
  }
}

/** The months that hold readings: a century of empty ones would cost a statement each. */
async function heldMonths(executor: Executor, { from, to }: Window): Promise<number[]> {
  const monthOf = (ms: number) => bucketIdOf('month', bucketOf('month', ms));
  const [ids] = await queryIntegers(
    executor,
    `SELECT slot FROM pulsebase.rollups FINAL
    WHERE ${bucketsWithin(monthOf(from), monthOf(to))}
    GROUP BY slot HAVING sum(readings) > 0 ORDER BY slot`,
    1,
  );
  return Array.from(ids!, (id) => bucketOfId('month', id));
}

interface Part extends Window {
  /** One of the shares into which the users are split. */
  readonly shares: number;
  readonly share: number;
}

async function parts(executor: Executor, { from, to }: Window): Promise<Part[]> {
  const hourOf = (ms: number) => bucketIdOf('hour', Math.floor(ms / HOUR_MS));
  const [ids, counts] = await queryIntegers(
    executor,
    `SELECT slot, sum(readings) AS held FROM pulsebase.rollups FINAL
    WHERE ${bucketsWithin(hourOf(from), hourOf(to))}
    GROUP BY slot HAVING held > 0 ORDER BY slot`,
    2,
  );
  const found: Part[] = [];
  let [start, end, held] = [from, from - 1, 0];
  const close = () => {
    const shares = Math.ceil(held / BLOCK_CAPACITY);
    for (let share = 0; share < shares; share += 1) found.push({ from: start, to: end, shares, share });
    [start, held] = [end + 1, 0];
  };
  for (let at = 0; at < ids!.length; at += 1) {
    if (held + counts![at]! > BLOCK_CAPACITY) close();
    end = Math.min(to, (bucketOfId('hour', ids![at]!) + 1) * HOUR_MS - 1);
    held += counts![at]!;
  }
  close();
  return found;
}

/** By one thread the rows come as they are stored, so that their order costs nothing. */
function rowsOf({ from, to, shares, share }: Part): string {
  const ofUsers = shares === 1 ? '' : ` AND cityHash64(user_id) % ${shares} = ${share}`;
  return `FROM pulsebase.readings FINAL WHERE ${readingsWithin({ from, to })}${ofUsers}
    ORDER BY ${HOUR_OF_READING}, user_id, ts SETTINGS max_threads = 1`;
}
