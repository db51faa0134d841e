import type { BucketTotal } from '../../../engine/engine.ts';
import { LEVELS, type Level } from '../../../window/bucket.ts';
import type { Covering } from '../../../window/covering.ts';
import type { Connections } from '../connections/connections.ts';
import { pagePieces, ROLLUPS } from '../rollups/rollup-pages.ts';
import { Parameters } from '../statements/parameters.ts';
import { coarserBucket, HOUR, milli } from '../statements/sql-fragments.ts';
import { bucketTotal, pageCondition, pieceIndexes } from './page-pieces.ts';

/** Totals of one user by bucket of a level, in order of time, in one statement. */
export async function totals(
  connections: Connections,
  userId: number,
  covering: Covering,
  level: Level,
): Promise<BucketTotal[]> {
  const parameters = new Parameters();
  const user = parameters.add(userId, 'bigint');
  const pieces = LEVELS.flatMap((from) =>
    covering[from].flatMap((range) =>
      pagePieces(from, range).map((piece) => {
        const { table, page, firstBucket } = ROLLUPS[from];
        return `SELECT ${coarserBucket(`${firstBucket(page)} + index`, from, level)},
            ${bucketTotal('counts')}, ${bucketTotal('sums')}, mins[index + 1], maxs[index + 1]
          FROM ${table} CROSS JOIN LATERAL ${pieceIndexes(piece, parameters)}
          WHERE user_id = ${user} AND ${pageCondition(from, piece, parameters)} AND counts[index + 2] > counts[index + 1]`;
      }),
    ),
  );
  for (const { from, to } of covering.raw) {
    pieces.push(`SELECT ${coarserBucket(HOUR, 'hour', level)}, 1, ${milli('heart_rate', 'bigint')},
        ${milli('heart_rate', 'integer')}, ${milli('heart_rate', 'integer')} FROM heart_rates
      WHERE user_id = ${user} AND "timestamp" >= ${parameters.instant(from)} AND "timestamp" < ${parameters.instant(to)}`);
  }
  const rows = await connections.query(
    `SELECT bucket, sum(count)::bigint, sum(sum)::bigint, min(min), max(max)
     FROM (${pieces.join('\n UNION ALL ')}) AS pieces (bucket, count, sum, min, max) GROUP BY bucket ORDER BY bucket`,
    parameters.values,
  );
  return rows.map((row) => {
    const [bucket, count, sum, min, max] = row.map(Number) as [number, number, number, number, number];
    return { bucket, count, sum, min, max };
  });
}
