import type { Level } from '../../../window/bucket.ts';

/** The Unix milliseconds of the column `timestamp`: exact, since a double holds its microseconds. */
export const UNIX_MS = `(date_part('epoch', "timestamp") * 1000)::bigint`;

/** The number of the UTC hour of the column `timestamp`. */
export const HOUR = `floor(date_part('epoch', "timestamp") / 3600)::integer`;

/** The thousandths of a bpm of an exact decimal expression. */
export function milli(decimal: string, type: 'integer' | 'bigint'): string {
  return `(${decimal} * 1000)::${type}`;
}

/** One IEEE division of exact integers, as in src/model/average.ts. */
export function averageOf(sum: string, count: string): string {
  return `${sum}::double precision / (1000 * ${count})::double precision`;
}

/** The first instant of a day that is given by its number. */
export function startOfDay(day: string): string {
  return `timestamptz 'epoch' + (${day}) * interval '24 hours'`;
}

/** The number of the bucket of a coarser level that holds a bucket. */
export function coarserBucket(bucket: string, from: Level, to: Level): string {
  if (from === to) return bucket;
  const day = from === 'hour' ? `(${bucket}) / 24` : bucket;
  if (to === 'day') return day;
  const date = `(date '1970-01-01' + (${day}))`;
  return `((date_part('year', ${date}) - 1970) * 12 + date_part('month', ${date}) - 1)::integer`;
}
