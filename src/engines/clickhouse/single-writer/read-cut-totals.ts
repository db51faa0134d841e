import { HOUR_MS } from '../../../window/bucket.ts';
import type { Range } from '../../../window/covering.ts';
import { NO_READINGS, type Sum } from '../memtable/sum.ts';
import type { View } from '../memtable/view.ts';
import { rawCondition } from '../schema/raw-condition.ts';
import { HOUR_OF_READING } from '../schema/readings-within.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { sqlInteger } from '../statements/sql-integers.ts';

/** Count and sum (thousandths of a bpm) of a user's readings in a piece of an hour. */
export type CutTotal = Pick<Sum, 'count' | 'sum'>;

/** In the order of the pieces. */
export type CutTotals = readonly CutTotal[];

/** Reads the totals of a user's readings in pieces of Unix milliseconds, each within an hour of its own. */
export async function readCutTotals(
  executor: Executor,
  userId: number,
  pieces: readonly Range[],
  view: View,
): Promise<CutTotals> {
  if (pieces.length === 0) return [];
  const hourOf = ({ from }: Range) => Math.floor(from / HOUR_MS);
  const [hours, counts, sums] = await queryIntegers(
    executor,
    `SELECT ${HOUR_OF_READING} AS hour, count(), sum(milli_bpm) FROM pulsebase.readings FINAL
    WHERE user_id = ${sqlInteger(userId)} AND ${rawCondition(pieces)}${view.rawCondition}
    GROUP BY hour SETTINGS max_threads = 1`,
    3,
  );
  return pieces.map((piece) => {
    const at = hours!.indexOf(hourOf(piece));
    return at === -1 ? NO_READINGS : { count: counts![at]!, sum: sums![at]! };
  });
}
