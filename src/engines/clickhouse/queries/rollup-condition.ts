import { LEVELS, type Level } from '../../../window/bucket.ts';
import type { Covering } from '../../../window/covering.ts';
import { bucketIdOf } from '../schema/bucket-id.ts';
import { bucketsWithin } from '../schema/buckets-within.ts';
import { sqlIntegers } from '../statements/sql-integers.ts';

/** Buckets up to this many are listed, which the engine plans fastest; more are given as ranges. */
const MAX_LISTED = 2000;

/** The condition on a table of roll-ups for the whole buckets of a covering, `undefined` when it has none of these levels. */
export function rollupCondition(covering: Covering, levels: readonly Level[] = LEVELS): string | undefined {
  const ranges = levels.flatMap((level) => covering[level].map((range) => ({ level, ...range })));
  if (ranges.length === 0) return undefined;
  const buckets = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  if (buckets > MAX_LISTED) {
    return ranges
      .map(({ level, from, to }) => `(${bucketsWithin(bucketIdOf(level, from), bucketIdOf(level, to - 1))})`)
      .join(' OR ');
  }
  const ids = ranges.flatMap(({ level, from, to }) =>
    Array.from({ length: to - from }, (_, at) => bucketIdOf(level, from + at)),
  );
  return `slot IN (${sqlIntegers(ids)})`;
}
