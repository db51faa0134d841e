import type { BucketTotal } from '../../../store/engine.ts';
import { LEVELS, type Level } from '../../../window/bucket.ts';
import type { Covering } from '../../../window/covering.ts';
import type { Connections } from '../connections.ts';
import { Parameters } from './parameters.ts';
import { HOUR, milli } from './sql-fragments.ts';

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
    covering[from].map((range) => {
      const within = `${from} >= ${parameters.add(range.from, 'integer')} AND ${from} < ${parameters.add(range.to, 'integer')}`;
      return `SELECT ${bucketSql(from, from, level)}, count, sum, min, max FROM ${from}_totals
        WHERE user_id = ${user} AND ${within}`;
    }),
  );
  for (const { from, to } of covering.raw) {
    pieces.push(`SELECT ${bucketSql(HOUR, 'hour', level)}, 1, ${milli('heart_rate', 'bigint')},
        ${milli('heart_rate', 'integer')}, ${milli('heart_rate', 'integer')} FROM heart_rates
      WHERE user_id = ${user} AND "timestamp" >= ${parameters.instant(from)} AND "timestamp" < ${parameters.instant(to)}`);
  }
  const rows = await connections.question(
    `SELECT bucket, sum(count)::bigint, sum(sum)::bigint, min(min), max(max)
     FROM (${pieces.join('\n UNION ALL ')}) AS pieces (bucket, count, sum, min, max) GROUP BY bucket ORDER BY bucket`,
    parameters.values,
  );
  return rows.map((row) => {
    const [bucket, count, sum, min, max] = row.map(Number) as [number, number, number, number, number];
    return { bucket, count, sum, min, max };
  });
}

/** The bucket of a coarser level that holds a bucket. */
export function bucketSql(bucket: string, from: Level, to: Level): string {
  if (from === to) return bucket;
  const day = from === 'hour' ? `${bucket} / 24` : bucket;
  if (to === 'day') return day;
  const date = `(date '1970-01-01' + ${day})`;
  return `((date_part('year', ${date}) - 1970) * 12 + date_part('month', ${date}) - 1)::integer`;
}
