import type { ReadingPage } from '../../../engine/engine.ts';
import type { Window } from '../../../window/window.ts';
import type { Reader } from '../journal/reader.ts';
import type { Memtable } from '../memtable/memtable.ts';
import type { View } from '../memtable/view.ts';
import { readingsWithin } from '../schema/readings-within.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';

/** Readings of one user in a window, in order of time, at most `limit`. */
export function readings(reader: Reader, userId: number, window: Window, limit: number): Promise<ReadingPage> {
  return reader.answer(['readings'], async (view) => {
    const stored = await storedReadings(reader, userId, window, limit, view);
    const recent = view.tables().flatMap((table) => recentReadings(table, userId, window));
    if (recent.length === 0) return stored;
    const all = Array.from(stored.timestamps, (timestamp, at): Reading => [timestamp, stored.heartRates[at]!]).concat(
      recent,
    );
    const page = all.sort(([a], [b]) => a - b).slice(0, limit);
    return { timestamps: page.map(([timestamp]) => timestamp), heartRates: page.map(([, heartRate]) => heartRate) };
  });
}

/** Those in the parts, which need not be asked for what is newer than all that they hold. */
async function storedReadings(
  { executor, cache }: Reader,
  userId: number,
  window: Window,
  limit: number,
  view: View,
): Promise<ReadingPage> {
  if (window.from > (await cache.newestInParts(userId))) return { timestamps: [], heartRates: [] };
  const [timestamps, heartRates] = await queryIntegers(
    executor,
    `SELECT ts, milli_bpm FROM pulsebase.readings FINAL
    WHERE user_id = ${sqlInteger(userId)} AND ${readingsWithin(window)}${view.rawCondition}
    ORDER BY ts LIMIT ${sqlInteger(limit)}`,
    2,
  );
  return { timestamps: timestamps!, heartRates: heartRates! };
}

type Reading = readonly [timestamp: number, heartRate: number];

function recentReadings(table: Memtable, userId: number, { from, to }: Window): Reading[] {
  return table
    .hoursOf(userId, { from, to: to + 1 })
    .flatMap(([, hour]) => {
      const found = hour.indexesOf({ from, to: to + 1 });
      return Array.from(
        { length: found.to - found.from },
        (_, at): Reading => [hour.timestamps[found.from + at]!, hour.heartRates[found.from + at]!],
      );
    })
    .toArray();
}
