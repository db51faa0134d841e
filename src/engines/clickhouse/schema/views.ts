import { LEVELS } from '../../../window/bucket.ts';
import { bucketIdOf, END_HOUR_ID, PERIOD_IDS } from './bucket-id.ts';

const PERIOD = `intDiv(slot, ${PERIOD_IDS}) % 2048`;
const INDEX = `slot % ${PERIOD_IDS}`;
const EPOCH = `toDateTime(0, 'UTC')`;

const AVERAGES = {
  hour: { name: 'hourly_averages', start: `addHours(addMonths(${EPOCH}, ${PERIOD}), ${INDEX})` },
  day: { name: 'daily_averages', start: `addDays(addMonths(${EPOCH}, ${PERIOD}), ${INDEX})` },
  month: { name: 'monthly_averages', start: `addMonths(${EPOCH}, ${PERIOD} * 12 + ${INDEX})` },
} as const;

/**
 * The statements that create or replace the views for SQL tools, with the same columns on every engine. `average` is
 * one IEEE division, as everywhere; `total_milli_bpm` beside it is exact.
 */
export function views(onCluster: string): string[] {
  return [
    `CREATE OR REPLACE VIEW pulsebase.heart_rates${onCluster} AS
      SELECT user_id, fromUnixTimestamp64Milli(ts, 'UTC') AS timestamp, toDecimal64(milli_bpm, 3) / 1000 AS heart_rate
      FROM pulsebase.readings FINAL`,

    ...LEVELS.map(
      (level) => `CREATE OR REPLACE VIEW pulsebase.${AVERAGES[level].name}${onCluster} AS
        SELECT user_id, ${AVERAGES[level].start} AS start, readings, total AS total_milli_bpm,
          total / (1000 * readings) AS average,
          toDecimal64(lowest, 3) / 1000 AS min, toDecimal64(highest, 3) / 1000 AS max
        FROM pulsebase.rollups FINAL
        WHERE slot >= ${bucketIdOf(level, 0)} AND slot < ${bucketIdOf(level, 0) + END_HOUR_ID} AND readings > 0`,
    ),
  ];
}
