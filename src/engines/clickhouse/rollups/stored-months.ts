import { bucketIdOf, END_HOUR_ID, PERIOD_IDS, partitionOf } from '../schema/bucket-id.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';

const MONTH_ID = bucketIdOf('month', 0);

/**
 * Months that hold readings, or roll-ups of hours or days, even if a failure left only some of them. Read from the names of the
 * partitions, without reading data.
 */
export function monthsOfPartitions(executor: Executor): Promise<number[]> {
  return months(
    executor,
    `SELECT toUInt32OrZero(partition) % ${END_HOUR_ID / PERIOD_IDS} AS month
    FROM (${executor.topology.parts}) WHERE table = 'rollups' AND toUInt32OrZero(partition) < ${partitionOf(MONTH_ID)}`,
  );
}

/** Months that hold readings, or roll-ups of any level in either order. Every bucket id is read. */
export function monthsOfRows(executor: Executor): Promise<number[]> {
  return months(
    executor,
    `SELECT toUInt32(intDiv(slot, ${PERIOD_IDS})) AS month FROM pulsebase.hours_by_user
    UNION ALL SELECT toUInt32(if(slot >= ${MONTH_ID},
      (intDiv(slot - ${MONTH_ID}, ${PERIOD_IDS})) * 12 + slot % ${PERIOD_IDS},
      intDiv(slot % ${END_HOUR_ID}, ${PERIOD_IDS}))) AS month FROM pulsebase.rollups`,
  );
}

/** @param ofRollups A statement for the months of the roll-ups. */
async function months(executor: Executor, ofRollups: string): Promise<number[]> {
  const [found] = await queryIntegers(
    executor,
    `SELECT DISTINCT month FROM (
      SELECT (intDiv(toUInt32OrZero(partition), 100) - 1970) * 12 + toUInt32OrZero(partition) % 100 - 1 AS month
      FROM (${executor.topology.parts}) WHERE table = 'readings'
      UNION ALL ${ofRollups}
    ) ORDER BY month`,
    1,
  );
  return [...found!];
}
