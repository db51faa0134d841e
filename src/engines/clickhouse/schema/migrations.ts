import { TABLE_NAMES } from '../statements/table-names.ts';
import type { Topology } from '../statements/topology.ts';
import type { AddedColumn } from './added-column.ts';
import { END_HOUR_ID, PERIOD_IDS } from './bucket-id.ts';
import { views } from './views.ts';

/**
 * The schema, numbered and forward-only: a migration that has been released never changes. Its number is its
 * index in the list, plus 1.
 *
 * Readings are sorted hour first, so that the partial hours of a cohort's window are contiguous on disk; hours are stored again
 * user first, so that one person's year is contiguous. Instants are Unix milliseconds, buckets count from 1970
 * (docs/architecture.md says why). The codecs cost almost nothing to decode: GCD removes the thousandths that nobody sends, T64
 * the bits that no value uses.
 */
export const MIGRATIONS: readonly ((topology: Topology) => readonly (string | AddedColumn)[])[] = [
  ({ hasJournalTables, onCluster, stored, engine, distributed, codec }) => [
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
  ],

  // Column statistics help none of the queries, and computing and syncing them takes a third of a small insert.
  ({ keepsStatistics, onCluster, stored }) =>
    keepsStatistics
      ? TABLE_NAMES.map((table) => `ALTER TABLE ${stored(table)}${onCluster} MODIFY SETTING auto_statistics_types = ''`)
      : [],

  // Views of an older program have other columns.
  ({ hasViews, onCluster }) => (hasViews ? views(onCluster) : []),

  // Empty where a user has none.
  () => [{ table: 'users', column: 'external_id', type: 'String' }],
];

/** The journal shared by several processes: see docs/clickhouse.md. */
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
