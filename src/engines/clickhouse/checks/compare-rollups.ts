import type { LongWork } from '../../../engine/engine.ts';
import type { Difference, VerifyReport } from '../../../engine/verify-report.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { bucketStart } from '../../../window/bucket.ts';
import { monthsOfRows, type StoredMonth } from '../rollups/stored-months.ts';
import { bucketIdOf, bucketOfId } from '../schema/bucket-id.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { type Comparison, comparisons } from './comparisons.ts';

const MAX_DIFFERENCES = 1000;
/** Rows compared by one statement: bounds its memory. Most of the time of one over fewer is planning. */
const MAX_ROWS = 1_000_000;
/** Hours of a month with more rows that are compared by one statement. */
const HOURS_PER_SLICE = 24 * 8;

/**
 * Compares every roll-up with the level below it, and the hours in user order with those in time order: month by month, and
 * several at once where they hold little.
 *
 * @param problems What else is known to be wrong with the store.
 * @param mend Called for each month in which something differs.
 */
export async function compareRollups(
  executor: Executor,
  problems: readonly string[],
  { signal, onProgress }: LongWork,
  mend?: (month: number) => Promise<void>,
): Promise<VerifyReport> {
  const differences: Difference[] = [];
  const found = { buckets: 0, readings: 0, differing: 0 };
  const compareMonths = async (months: readonly StoredMonth[], maxDifferences: number) => {
    const sums = { buckets: 0, readings: 0, differing: 0 };
    const hoursAtOnce = rowsOf(months) > MAX_ROWS ? HOURS_PER_SLICE : Number.POSITIVE_INFINITY;
    for (const comparison of comparisons(months[0]!.month, months.at(-1)!.month, hoursAtOnce)) {
      if (signal?.aborted) throw new PulsebaseError('ABORTED', 'the comparison was stopped');
      const { buckets, readings, differing } = await compare(executor, comparison, differences, maxDifferences);
      sums.differing += differing;
      if (comparison.kind !== 'copy') sums.buckets += buckets;
      if (comparison.kind === 'readings') sums.readings += readings;
    }
    return sums;
  };
  const add = ({ buckets, readings, differing }: typeof found) => {
    found.buckets += buckets;
    found.readings += readings;
    found.differing += differing;
  };

  const months = await monthsOfRows(executor);
  let compared = 0;
  for (const stretch of stretches(months)) {
    const together = stretch.length > 1 ? await compareMonths(stretch, 0) : undefined;
    if (together?.differing === 0) add(together);
    // What differs is found and mended month by month.
    else {
      for (const stored of stretch) {
        const sums = await compareMonths([stored], MAX_DIFFERENCES);
        add(sums);
        if (mend !== undefined && sums.differing > 0) await mend(stored.month);
      }
    }
    compared += stretch.length;
    onProgress?.(compared / months.length);
  }
  const orphans = await countOrphans(executor);
  const all = orphans === 0 ? problems : [...problems, `${orphans} users have readings but are not among the users`];
  return { ok: found.differing === 0 && all.length === 0, ...found, differences, problems: all };
}

/** Months that are compared at once: as many as hold no more than {@link MAX_ROWS} together, but at least one. */
function stretches(months: readonly StoredMonth[]): StoredMonth[][] {
  const found: StoredMonth[][] = [];
  let room = 0;
  for (const stored of months) {
    if (found.length === 0 || stored.rows > room) {
      found.push([]);
      room = MAX_ROWS;
    }
    found.at(-1)!.push(stored);
    room -= stored.rows;
  }
  return found;
}

function rowsOf(months: readonly StoredMonth[]): number {
  return months.reduce((sum, { rows }) => sum + rows, 0);
}

async function compare(
  executor: Executor,
  { level, expected, actual }: Comparison,
  differences: Difference[],
  maxDifferences: number,
) {
  const room = maxDifferences - differences.length;
  const side = (statement: string, isActual: boolean) =>
    `SELECT toInt64(key) AS key, user_id, ${isActual ? 0 : 1} AS side, n, t, l, h FROM (${statement}) WHERE n > 0`;
  const value = (column: string, isActual: boolean) => `sumIf(${column}, side = ${isActual ? 0 : 1})`;
  const values = [false, true].flatMap((isActual) => ['n', 't', 'l', 'h'].map((column) => value(column, isActual)));
  const paired = `SELECT key, user_id, ${values.map((sql, at) => `${sql} AS v${at}`).join(', ')}
    FROM (${side(expected, false)} UNION ALL ${side(actual, true)}) GROUP BY key, user_id`;
  const differs = 'v0 != v4 OR v1 != v5 OR v2 != v6 OR v3 != v7';
  const [buckets, readings, differing] = await queryIntegers(
    executor,
    `SELECT count(), sum(v0), countIf(${differs}) FROM (${paired})`,
    3,
  );
  if (differing![0]! > 0 && room > 0) {
    const rows = await queryIntegers(
      executor,
      `SELECT * FROM (${paired}) WHERE ${differs} ORDER BY key, user_id LIMIT ${room}`,
      10,
    );
    for (let at = 0; at < rows[0]!.length; at += 1) {
      const [key, userId, ...v] = rows.map((column) => column[at]!);
      differences.push({
        level,
        userId: userId!,
        start: new Date(bucketStart(level, bucketOfId(level, key!))),
        expected: { count: v[0]!, sum: v[1]!, min: v[2]!, max: v[3]! },
        actual: { count: v[4]!, sum: v[5]!, min: v[6]!, max: v[7]! },
      });
    }
  }
  return { buckets: buckets![0]!, readings: readings![0]!, differing: differing![0]! };
}

/** Users who have readings and are not among the users. */
async function countOrphans(executor: Executor): Promise<number> {
  const [orphans] = await queryIntegers(
    executor,
    `SELECT uniqExact(user_id) FROM pulsebase.rollups FINAL
    WHERE slot >= ${bucketIdOf('month', 0)} AND readings > 0 AND user_id NOT IN (SELECT id FROM pulsebase.users FINAL)`,
    1,
  );
  return orphans![0]!;
}
