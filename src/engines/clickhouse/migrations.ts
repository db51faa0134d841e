import { LEVELS } from '../../window/bucket.ts';
import { END_HOUR_SLOT, PERIOD_SLOTS, slotOf } from './slot.ts';

const PERIOD = `intDiv(slot, ${PERIOD_SLOTS})`;
const MONTH = `addMonths(toDateTime(0, 'UTC'), ${PERIOD} %`;

/** What people with SQL tools see of each level. */
const VIEWS = {
  hour: { name: 'hourly_averages', start: `addHours(${MONTH} 2048), slot % ${PERIOD_SLOTS})` },
  day: { name: 'daily_averages', start: `addDays(${MONTH} 2048), slot % ${PERIOD_SLOTS})` },
  month: {
    name: 'monthly_averages',
    start: `addMonths(toDateTime(0, 'UTC'), ${PERIOD} % 2048 * 12 + slot % ${PERIOD_SLOTS})`,
  },
} as const;

/**
 * The schema, numbered and forward-only: a migration that has been released never changes. A number is its place in the
 * list, from 1.
 *
 * Readings lie hour first, so that the cut ends of a cohort's window are one stretch on disk; hours lie a second time
 * user first, so that one person's year is one stretch. Instants are Unix milliseconds, buckets count from 1970
 * (docs/architecture.md says why). The codecs cost almost nothing to decode: GCD takes out the thousandths that nobody
 * sends, T64 the bits that no value uses.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE IF NOT EXISTS pulsebase.users (
      id Int64, name String, gender String, age Int16, birth_date Int32, version UInt64
    ) ENGINE = ReplacingMergeTree(version) ORDER BY id`,

    `CREATE TABLE IF NOT EXISTS pulsebase.readings (
      user_id Int64 CODEC(Delta, LZ4),
      ts Int64 CODEC(GCD, T64, LZ4),
      milli_bpm UInt32 CODEC(GCD, T64, LZ4),
      version UInt64 CODEC(T64, LZ4)
    ) ENGINE = ReplacingMergeTree(version)
    PARTITION BY toYYYYMM(toDateTime(intDiv(ts, 1000), 'UTC'))
    ORDER BY (intDiv(ts, 3600000), user_id, ts)`,

    ...(
      [
        ['rollups', PERIOD_SLOTS, 'slot, user_id'],
        ['hours_by_user', 12 * PERIOD_SLOTS, 'user_id, slot'],
      ] as const
    ).map(
      ([table, partition, order]) => `CREATE TABLE IF NOT EXISTS pulsebase.${table} (
        slot UInt32 CODEC(Delta, LZ4),
        user_id Int64 CODEC(Delta, LZ4),
        readings UInt64 CODEC(T64, LZ4),
        total UInt64 CODEC(GCD, T64, LZ4),
        lowest UInt32 CODEC(GCD, T64, LZ4),
        highest UInt32 CODEC(GCD, T64, LZ4),
        version UInt64 CODEC(T64, LZ4)
      ) ENGINE = ReplacingMergeTree(version)
      PARTITION BY intDiv(slot, ${partition})
      ORDER BY (${order})`,
    ),

    // A copy of rows in another order, no aggregate: a row that is replaced there is replaced here by its version too.
    `CREATE MATERIALIZED VIEW IF NOT EXISTS pulsebase.hours_to_users TO pulsebase.hours_by_user AS
      SELECT slot, user_id, readings, total, lowest, highest, version FROM pulsebase.rollups WHERE slot < ${END_HOUR_SLOT}`,

    `CREATE VIEW IF NOT EXISTS pulsebase.heart_rates AS
      SELECT user_id, fromUnixTimestamp64Milli(ts, 'UTC') AS timestamp,
        CAST(milli_bpm AS Decimal(9, 3)) / 1000 AS heart_rate
      FROM pulsebase.readings FINAL`,

    ...LEVELS.map(
      (level) => `CREATE VIEW IF NOT EXISTS pulsebase.${VIEWS[level].name} AS
        SELECT user_id, ${VIEWS[level].start} AS start, readings,
          total / (1000 * readings) AS average, lowest / 1000 AS lowest, highest / 1000 AS highest
        FROM pulsebase.rollups FINAL
        WHERE slot >= ${slotOf(level, 0)} AND slot < ${slotOf(level, 0) + END_HOUR_SLOT} AND readings > 0`,
    ),
  ],
];
