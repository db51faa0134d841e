import type { ReadingPage } from '../../../engine/engine.ts';
import type { Window } from '../../../window/window.ts';
import type { Reader } from '../journal/reader.ts';
import { readingsWithin } from '../schema/readings-within.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';

/** Readings of one user in a window, in order of time, at most `limit`. */
export async function readings(reader: Reader, userId: number, window: Window, limit: number): Promise<ReadingPage> {
  const [timestamps, heartRates] = await reader.answer(['readings'], () =>
    queryIntegers(
      reader.executor,
      `SELECT ts, milli_bpm FROM pulsebase.readings FINAL
      WHERE user_id = ${sqlInteger(userId)} AND ${readingsWithin(window)}
      ORDER BY ts LIMIT ${sqlInteger(limit)}`,
      2,
    ),
  );
  return { timestamps: timestamps!, heartRates: heartRates! };
}
