import { bucketIdOf, END_HOUR_ID, PERIOD_IDS, partitionOf } from '../schema/bucket-id.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';

const MONTH_ID = bucketIdOf('month', 0);
const MONTH_OF_READINGS =
  '(intDiv(toUInt32OrZero(partition), 100) - 1970) * 12 + toUInt32OrZero(partition) % 100 - 1 AS month';

/** A month that holds rows. */
export interface StoredMonth {
  readonly month: number;
  /** How many: readings, and roll-ups of any level in either order. Those that are replaced but still there count too. */
  readonly rows: number;
}

/**
 * Months that hold readings, or roll-ups of hours or days, even if a failure left only some of them. Read from the names of the
 * partitions, without reading data.
 */
export async function monthsOfPartitions(executor: Executor): Promise<number[]> {
  const { parts } = executor.topology;
  const [months] = await queryIntegers(
    executor,
    `SELECT DISTINCT month FROM (
      SELECT ${MONTH_OF_READINGS} FROM (${parts}) WHERE table = 'readings'
      UNION ALL SELECT toUInt32OrZero(partition) % ${END_HOUR_ID / PERIOD_IDS} AS month
      FROM (${parts}) WHERE table = 'rollups' AND toUInt32OrZero(partition) < ${partitionOf(MONTH_ID)}
    ) ORDER BY month`,
    1,
  );
  return [...months!];
}

/** Months that hold readings, or roll-ups of any level in either order. Every bucket id is read. */
export async function monthsOfRows(executor: Executor): Promise<StoredMonth[]> {
  const [months, held] = await queryIntegers(
    executor,
    `SELECT month, sum(held) FROM (
      SELECT ${MONTH_OF_READINGS}, toUInt64(rows) AS held FROM (${executor.topology.parts}) WHERE table = 'readings'
      UNION ALL SELECT toUInt32(intDiv(slot, ${PERIOD_IDS})) AS month, count() AS held
      FROM pulsebase.hours_by_user GROUP BY month
      UNION ALL SELECT toUInt32(if(slot >= ${MONTH_ID},
        (intDiv(slot - ${MONTH_ID}, ${PERIOD_IDS})) * 12 + slot % ${PERIOD_IDS},
        intDiv(slot % ${END_HOUR_ID}, ${PERIOD_IDS}))) AS month, count() AS held FROM pulsebase.rollups GROUP BY month
    ) GROUP BY month ORDER BY month`,
    2,
  );
  return Array.from(months!, (month, at) => ({ month, rows: held![at]! }));
}
