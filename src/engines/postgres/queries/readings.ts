import type { ReadingPage } from '../../../engine/engine.ts';
import type { Window } from '../../../window/window.ts';
import type { Connections } from '../connections/connections.ts';
import { Parameters } from '../statements/parameters.ts';
import { milli, UNIX_MS } from '../statements/sql-fragments.ts';

/** Readings of one user in a window, in order of time, at most `limit`. */
export async function readings(
  connections: Connections,
  userId: number,
  { from, to }: Window,
  limit: number,
): Promise<ReadingPage> {
  const parameters = new Parameters();
  const rows = await connections.query(
    `SELECT ${UNIX_MS}, ${milli('heart_rate', 'integer')} FROM heart_rates
     WHERE user_id = ${parameters.add(userId, 'bigint')}
       AND "timestamp" >= ${parameters.instant(from)} AND "timestamp" <= ${parameters.instant(to)}
     ORDER BY "timestamp" LIMIT ${parameters.add(limit, 'integer')}`,
    parameters.values,
  );
  return {
    timestamps: Float64Array.from(rows, ([timestamp]) => Number(timestamp)),
    heartRates: Float64Array.from(rows, ([, heartRate]) => Number(heartRate)),
  };
}
