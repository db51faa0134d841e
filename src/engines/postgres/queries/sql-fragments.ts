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
