import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { Reading } from '../../model/reading.ts';
import type { BucketAverage } from '../../store/store.ts';
import { bucketOf, bucketStart, type Level } from '../../window/bucket.ts';
import type { Window } from '../../window/window.ts';
import type { ReadableStore } from '../reads/read-gate.ts';

type Store = Pick<ReadableStore, 'readings' | 'averages'>;

/** In which order readings are wanted. */
export type ReadingOrder = 'ascending' | 'descending';

export interface ReadingSearch {
  readonly userId: number;
  /** In order of time, apart from each other. */
  readonly windows: readonly Window[];
  readonly order: ReadingOrder;
  /** How many. */
  readonly count: number;
  /** Only those behind this instant in the order, Unix milliseconds; from the first when left out. */
  readonly behind?: number | undefined;
}

/** The first readings of a search, in its order. What is read follows from `count`, not from how many there are. */
export async function searchReadings(
  store: Store,
  { userId, windows, order, count, behind }: ReadingSearch,
): Promise<Reading[]> {
  const isAscending = order === 'ascending';
  const found: Reading[] = [];
  for (const window of isAscending ? windows : windows.toReversed()) {
    const rest =
      behind === undefined
        ? window
        : {
            from: isAscending ? Math.max(window.from, behind + 1) : window.from,
            to: isAscending ? window.to : Math.min(window.to, behind - 1),
          };
    if (rest.from > rest.to || found.length === count) continue;
    const narrow = await narrowed(store, userId, rest, order, count - found.length);
    if (narrow === undefined) continue;
    const readings = await all(store.readings(userId, datesOf(narrow)));
    if (!isAscending) readings.reverse();
    for (const reading of readings.slice(0, count - found.length)) found.push(reading);
  }
  return found;
}

/** The counts of months that hold readings, with their averages, lowest and highest: what sums are made of. */
export async function monthsOf(store: Store, userId: number, windows: readonly Window[]): Promise<BucketAverage[]> {
  const months: BucketAverage[] = [];
  for (const window of windows) months.push(...(await bucketsOf(store, userId, window, 'month')));
  return months;
}

/** A part of a window that holds the first readings of it in an order, by the roll-ups; `undefined` where there are none. */
async function narrowed(
  store: Store,
  userId: number,
  window: Window,
  order: ReadingOrder,
  count: number,
): Promise<Window | undefined> {
  let narrow = window;
  for (const level of ['month', 'hour'] as const) {
    // Months that are not needed are left out; of the last one that is, hours.
    const buckets = await bucketsOf(store, userId, narrow, level);
    if (order === 'descending') buckets.reverse();
    let held = 0;
    const last = buckets.find((bucket) => {
      held += bucket.count;
      return held >= count;
    });
    if (buckets.length === 0) return undefined;
    if (last === undefined) return narrow;
    const bucket = bucketOf(level, last.start.getTime());
    narrow =
      order === 'ascending'
        ? { from: narrow.from, to: Math.min(narrow.to, bucketStart(level, bucket + 1) - 1) }
        : { from: Math.max(narrow.from, bucketStart(level, bucket)), to: narrow.to };
  }
  return narrow;
}

/** None of a user who does not exist. */
async function bucketsOf(store: Store, userId: number, window: Window, level: Level): Promise<BucketAverage[]> {
  try {
    return await all(store.averages(userId, datesOf(window), level));
  } catch (error) {
    if (error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND') return [];
    throw error;
  }
}

function datesOf({ from, to }: Window): { readonly from: Date; readonly to: Date } {
  return { from: new Date(from), to: new Date(to) };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
