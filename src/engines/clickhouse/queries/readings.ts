import type { ReadingPage } from '../../../engine/engine.ts';
import { HOUR_MS } from '../../../window/bucket.ts';
import type { Window } from '../../../window/window.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';

/** Readings of one user in order of time. */
export async function readings(
  executor: Executor,
  userId: number,
  window: Window,
  limit: number,
): Promise<ReadingPage> {
  const [timestamps, heartRates] = await queryIntegers(
    executor,
    `SELECT ts, milli_bpm FROM pulsebase.readings FINAL
    WHERE user_id = ${sqlInteger(userId)} AND ts >= ${sqlInteger(window.from)} AND ts <= ${sqlInteger(window.to)}
      AND intDiv(ts, ${HOUR_MS}) >= ${Math.floor(window.from / HOUR_MS)}
      AND intDiv(ts, ${HOUR_MS}) <= ${Math.floor(window.to / HOUR_MS)}
    ORDER BY ts LIMIT ${sqlInteger(limit)}`,
    2,
  );
  return { timestamps: timestamps!, heartRates: heartRates! };
}
