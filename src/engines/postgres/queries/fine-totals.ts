import type { BucketTotal } from '../../../engine/engine.ts';
import type { Window } from '../../../window/window.ts';
import type { Connections } from '../connections/connections.ts';
import { Parameters } from '../statements/parameters.ts';
import { milli, UNIX_MS } from '../statements/sql-fragments.ts';

/** Totals of one user by stretches shorter than an hour, in order, from the raw readings. */
export async function fineTotals(
  connections: Connections,
  userId: number,
  { from, to }: Window,
  sizeMs: number,
): Promise<BucketTotal[]> {
  const parameters = new Parameters();
  const rows = await connections.query(
    `SELECT ${UNIX_MS} / ${parameters.add(sizeMs, 'bigint')}, count(*), ${milli('sum(heart_rate)', 'bigint')},
       ${milli('min(heart_rate)', 'integer')}, ${milli('max(heart_rate)', 'integer')} FROM heart_rates
     WHERE user_id = ${parameters.add(userId, 'bigint')}
       AND "timestamp" >= ${parameters.instant(from)} AND "timestamp" <= ${parameters.instant(to)}
     GROUP BY 1 ORDER BY 1`,
    parameters.values,
  );
  return rows.map((row) => {
    const [bucket, count, sum, min, max] = row.map(Number) as [number, number, number, number, number];
    return { bucket, count, sum, min, max };
  });
}
