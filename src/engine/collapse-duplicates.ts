import type { ReadingBlock } from '../model/reading-block.ts';
import { HOUR_MS } from '../window/bucket.ts';

/** The order of keys: `user` by (user, timestamp), `hour` by (UTC hour, user, timestamp), as in live data and most loads. */
export type KeyOrder = 'user' | 'hour';

/** The rows of a block reduced to one row per key, in columns of `length`, and the counts of those collapsed. */
export interface DistinctReadings {
  readonly length: number;
  /** Their order. */
  readonly order: KeyOrder;
  readonly userIds: Float64Array;
  /** Unix milliseconds. */
  readonly timestamps: Float64Array;
  /** The first value of each key: it is compared with the store (inserted, updated or unchanged). */
  readonly first: Float64Array;
  /** The last value of each key: what the store must hold finally. */
  readonly last: Float64Array;
  /** Later rows of a key whose value differs from that of the previous row. */
  readonly updated: number;
  /** Later rows of a key with the value of the previous row. */
  readonly unchanged: number;
}

/** Digits of the radix sort: 16 bits, so that its counters stay in the cache. */
const DIGIT = 65_536;

/**
 * Makes the keys of a block distinct as if its rows were written one after the other. A block in one of the `accepted` orders
 * costs one pass and no copy; any other is sorted by user.
 *
 * @param without Users whose rows are left out.
 * @param accepted Orders that the caller can use as they are.
 */
export function collapseDuplicates(
  block: ReadingBlock,
  without: ReadonlySet<number>,
  accepted: readonly KeyOrder[],
): DistinctReadings {
  const rows = without.size === 0 ? columnsOf(block) : columnsWithout(block, without);
  const order = orderOf(rows);
  if (order !== undefined && accepted.includes(order)) {
    const { length, userIds, timestamps, values } = rows;
    return { length, order, userIds, timestamps, first: values, last: values, updated: 0, unchanged: 0 };
  }
  return collapseSorted(rows, sortedRows(rows));
}

interface Columns {
  readonly length: number;
  readonly userIds: Float64Array;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
}

function columnsOf({ length, userIds, timestamps, heartRates }: ReadingBlock): Columns {
  return {
    length,
    userIds: userIds.subarray(0, length),
    timestamps: timestamps.subarray(0, length),
    values: heartRates.subarray(0, length),
  };
}

function columnsWithout(block: ReadingBlock, without: ReadonlySet<number>): Columns {
  const userIds = new Float64Array(block.length);
  const timestamps = new Float64Array(block.length);
  const values = new Float64Array(block.length);
  let length = 0;
  for (let at = 0; at < block.length; at += 1) {
    if (without.has(block.userIds[at]!)) continue;
    userIds[length] = block.userIds[at]!;
    timestamps[length] = block.timestamps[at]!;
    values[length] = block.heartRates[at]!;
    length += 1;
  }
  return {
    length,
    userIds: userIds.subarray(0, length),
    timestamps: timestamps.subarray(0, length),
    values: values.subarray(0, length),
  };
}

/** Returns the order of the rows, if they have one and no key repeats. */
function orderOf({ length, userIds, timestamps }: Columns): KeyOrder | undefined {
  let byUser = true;
  let byHour = true;
  let hour = length === 0 ? 0 : Math.floor(timestamps[0]! / HOUR_MS);
  for (let at = 1; at < length && (byUser || byHour); at += 1) {
    const user = userIds[at]! - userIds[at - 1]!;
    const increasing = user > 0 || (user === 0 && timestamps[at]! > timestamps[at - 1]!);
    const hourBefore = hour;
    hour = Math.floor(timestamps[at]! / HOUR_MS);
    byUser &&= increasing;
    byHour &&= hour > hourBefore || (hour === hourBefore && increasing);
  }
  return byUser ? 'user' : byHour ? 'hour' : undefined;
}

/** Row numbers by (user, timestamp, row): a stable radix sort, which has no slow inputs. */
function sortedRows({ length, userIds, timestamps }: Columns): Uint32Array {
  const rows = new Uint32Array(length);
  for (let at = 0; at < length; at += 1) rows[at] = at;
  return radixSort(radixSort(rows, timestamps), userIds);
}

/** Sorts row numbers by `keys[row]`, integers from 0 to 2^53 - 1; rows with equal keys keep their order. */
function radixSort(rows: Uint32Array, keys: Float64Array): Uint32Array {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const key of keys) {
    first = Math.min(first, key);
    last = Math.max(last, key);
  }
  let from = rows;
  let to: Uint32Array = new Uint32Array(rows.length);
  // One column of digits at a time is small enough for random access within the CPU cache.
  const digits = new Uint16Array(rows.length);
  for (let unit = 1; unit <= last - first; unit *= DIGIT) {
    const starts = new Uint32Array(DIGIT + 1);
    for (let row = 0; row < rows.length; row += 1) {
      const digit = Math.floor((keys[row]! - first) / unit) % DIGIT;
      digits[row] = digit;
      starts[digit + 1]! += 1;
    }
    for (let at = 0; at < DIGIT; at += 1) starts[at + 1]! += starts[at]!;
    for (const row of from) to[starts[digits[row]!]!++] = row;
    [from, to] = [to, from];
  }
  return from;
}

function collapseSorted({ userIds, timestamps, values }: Columns, rows: Uint32Array): DistinctReadings {
  const keyUsers = new Float64Array(rows.length);
  const keyTimes = new Float64Array(rows.length);
  const first = new Float64Array(rows.length);
  const last = new Float64Array(rows.length);
  let length = 0;
  let updated = 0;
  let unchanged = 0;
  for (const row of rows) {
    const userId = userIds[row]!;
    const timestamp = timestamps[row]!;
    const value = values[row]!;
    const before = length - 1;
    if (length > 0 && keyTimes[before] === timestamp && keyUsers[before] === userId) {
      if (last[before] === value) unchanged += 1;
      else updated += 1;
      last[before] = value;
    } else {
      keyUsers[length] = userId;
      keyTimes[length] = timestamp;
      first[length] = value;
      last[length] = value;
      length += 1;
    }
  }
  return {
    length,
    order: 'user',
    userIds: keyUsers.subarray(0, length),
    timestamps: keyTimes.subarray(0, length),
    first: first.subarray(0, length),
    last: last.subarray(0, length),
    updated,
    unchanged,
  };
}
