import { LEVELS } from '../../../window/bucket.ts';
import { TABLE_NAMES } from '../statements/table-names.ts';
import type { Topology } from '../statements/topology.ts';
import { bucketIdOf, END_HOUR_ID, PERIOD_IDS } from './bucket-id.ts';

const PERIOD = `intDiv(slot, ${PERIOD_IDS})`;
const MONTH = `addMonths(toDateTime(0, 'UTC'), ${PERIOD} %`;

/** What people with SQL tools see of each level. */
const VIEWS = {
  hour: { name: 'hourly_averages', start: `addHours(${MONTH} 2048), slot % ${PERIOD_IDS})` },
  day: { name: 'daily_averages', start: `addDays(${MONTH} 2048), slot % ${PERIOD_IDS})` },
  month: {
    name: 'monthly_averages',
    start: `addMonths(toDateTime(0, 'UTC'), ${PERIOD} % 2048 * 12 + slot % ${PERIOD_IDS})`,
  },
} as const;

/**
 * The schema, numbered and forward-only: a migration that has been released never changes. Its number is its
 * index in the list, plus 1.
 *
 * Readings lie hour first, so that the cut ends of a cohort's window are one stretch on disk; hours lie a second time
 * user first, so that one person's year is one stretch. Instants are Unix milliseconds, buckets count from 1970
 * (docs/architecture.md says why). The codecs cost almost nothing to decode: GCD takes out the thousandths that nobody
 * sends, T64 the bits that no value uses.
 */
export const MIGRATIONS: readonly ((topology: Topology) => readonly string[])[] = [
  ({ hasJournalTables, hasViews, onCluster, stored, engine, distributed, codec }) => [
    `CREATE TABLE IF NOT EXISTS ${stored('users')}${onCluster} (
      id Int64, name String, gender String, age Int16, birth_date Int32, version UInt64
    ) ENGINE = ${engine('users', 'version')} ORDER BY id`,

    `CREATE TABLE IF NOT EXISTS ${stored('readings')}${onCluster} (
      user_id Int64${codec('Delta, LZ4')},
      ts Int64${codec('GCD, T64, LZ4')},
      milli_bpm UInt32${codec('GCD, T64, LZ4')},
      version UInt64${codec('T64, LZ4')}
    ) ENGINE = ${engine('readings', 'version')}
    PARTITION BY toYYYYMM(toDateTime(intDiv(ts, 1000), 'UTC'))
    ORDER BY (intDiv(ts, 3600000), user_id, ts)`,

    ...(
      [
        ['rollups', PERIOD_IDS, 'slot, user_id'],
        ['hours_by_user', 12 * PERIOD_IDS, 'user_id, slot'],
      ] as const
    ).map(
      ([table, partition, order]) => `CREATE TABLE IF NOT EXISTS ${stored(table)}${onCluster} (
        slot UInt32${codec('Delta, LZ4')},
        user_id Int64${codec('Delta, LZ4')},
        readings UInt64${codec('T64, LZ4')},
        total UInt64${codec('GCD, T64, LZ4')},
        lowest UInt32${codec('GCD, T64, LZ4')},
        highest UInt32${codec('GCD, T64, LZ4')},
        version UInt64${codec('T64, LZ4')}
      ) ENGINE = ${engine(table, 'version')}
      PARTITION BY intDiv(slot, ${partition})
      ORDER BY (${order})`,
    ),

    // A plain copy in another order: a row that is replaced there is replaced here too, by its version.
    `CREATE MATERIALIZED VIEW IF NOT EXISTS pulsebase.hours_to_users${onCluster} TO ${stored('hours_by_user')} AS
      SELECT slot, user_id, readings, total, lowest, highest, version FROM ${stored('rollups')} WHERE slot < ${END_HOUR_ID}`,

    ...(['readings', 'rollups', 'hours_by_user'] as const).flatMap((table) => distributed(table, 'user_id')),

    ...(hasJournalTables ? journalTables({ onCluster, engine }) : []),

    ...(hasViews ? viewsForPeople(onCluster) : []),
  ],

  // Statistics of columns help no query here, and computing and syncing them is a third of a small insert.
  ({ keepsStatistics, onCluster, stored }) =>
    keepsStatistics
      ? TABLE_NAMES.map((table) => `ALTER TABLE ${stored(table)}${onCluster} MODIFY SETTING auto_statistics_types = ''`)
      : [],
];

function viewsForPeople(onCluster: string): string[] {
  return [
    `CREATE VIEW IF NOT EXISTS pulsebase.heart_rates${onCluster} AS
      SELECT user_id, fromUnixTimestamp64Milli(ts, 'UTC') AS timestamp,
        CAST(milli_bpm AS Decimal(9, 3)) / 1000 AS heart_rate
      FROM pulsebase.readings FINAL`,

    ...LEVELS.map(
      (level) => `CREATE VIEW IF NOT EXISTS pulsebase.${VIEWS[level].name}${onCluster} AS
        SELECT user_id, ${VIEWS[level].start} AS start, readings,
          total / (1000 * readings) AS average, lowest / 1000 AS lowest, highest / 1000 AS highest
        FROM pulsebase.rollups FINAL
        WHERE slot >= ${bucketIdOf(level, 0)} AND slot < ${bucketIdOf(level, 0) + END_HOUR_ID} AND readings > 0`,
    ),
  ];
}

/** The journal of several processes: see docs/clickhouse.md. */
function journalTables({ onCluster, engine }: Pick<Topology, 'onCluster' | 'engine'>): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS pulsebase.journal${onCluster} (
      id UInt64, instance String, exclusive UInt8, intent String, done UInt8
    ) ENGINE = ${engine('journal', 'done')} ORDER BY id`,
    // Merges leave one row, that of the highest version.
    `CREATE TABLE IF NOT EXISTS pulsebase.versions${onCluster} (one UInt8, version UInt64)
    ENGINE = ${engine('versions', 'version')} ORDER BY one`,
    `CREATE TABLE IF NOT EXISTS pulsebase.processes${onCluster} (
      number UInt32, instance String, beat UInt64, host String, open UInt8
    ) ENGINE = ${engine('processes', 'beat')} ORDER BY (number, instance)`,
  ];
}
