import type { EngineOptions } from '../../../engine/engine-options.ts';
import { storeNotFound } from '../../../engine/store-not-found.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { queryObjects } from '../statements/query-objects.ts';
import { sqlName, sqlText } from '../statements/sql-text.ts';
import { TABLE_NAMES, type TableName } from '../statements/table-names.ts';
import { addColumn } from './added-column.ts';
import { MIGRATIONS } from './migrations.ts';

/** Settings that make tables durable: they sync data, part directories, and the parts made by merges and deletions. */
const SYNCED = [
  'fsync_after_insert',
  'fsync_part_directory',
  'min_rows_to_fsync_after_merge',
  'min_compressed_bytes_to_fsync_after_merge',
] as const;

/**
 * Brings the schema up to date, and sets the tables' durability. After a kill the next open completes it: every statement can be
 * repeated.
 *
 * @param isNew Whether the store may have no schema yet. If unknown (`undefined`), an incomplete schema counts as a new one.
 * @throws PulsebaseError `STORE_NOT_FOUND` when there is none and none may be created, `STORE_NEWER` when a newer program has
 *   written the store, `STORE_DAMAGED` when its schema is lost.
 */
export async function migrate(
  executor: Executor,
  { durable, create }: Pick<EngineOptions, 'durable' | 'create'>,
  isNew: boolean | undefined,
): Promise<void> {
  const { topology } = executor;
  const before = await storedTables(executor);
  const current = before.has('migrations') ? await schemaNumber(executor) : 0;
  if (current === 0 && create === false) throw storeNotFound(`the database ${topology.database}`);
  if (current > MIGRATIONS.length) {
    throw new PulsebaseError(
      'STORE_NEWER',
      `the store has schema ${current}, this program knows up to ${MIGRATIONS.length}; install a newer Pulsebase`,
    );
  }
  const missing = TABLE_NAMES.filter((table) => !before.has(table));
  if (!(isNew ?? current === 0) && missing.length > 0) {
    throw new PulsebaseError('STORE_DAMAGED', `the store has lost its table ${missing.join(', ')}; restore a backup`);
  }
  if (current === 0) {
    await executor.command(`CREATE DATABASE IF NOT EXISTS ${sqlName(topology.database)}${topology.onCluster}`);
    await executor.command(
      `CREATE TABLE IF NOT EXISTS pulsebase.migrations${topology.onCluster} (number UInt32, synced UInt8)
      ENGINE = ${topology.engine('migrations', 'synced')} ORDER BY number`,
    );
  }
  for (const migration of MIGRATIONS.slice(current)) {
    for (const step of migration(topology)) {
      if (typeof step === 'string') await executor.command(step);
      else await addColumn(executor, step);
    }
  }
  for (const [table, isSynced] of topology.canSync ? await storedTables(executor) : []) {
    if (isSynced === durable) continue;
    const settings = SYNCED.map((name) => `${name} = ${durable ? 1 : 0}`).join(', ');
    await executor.alter(table, [`MODIFY SETTING ${settings}`]);
  }
  if (current < MIGRATIONS.length) {
    const numbers = MIGRATIONS.slice(current).map((_, at) => current + at + 1);
    await executor.command(
      `INSERT INTO pulsebase.migrations (number, synced) SELECT arrayJoin([${numbers.join(', ')}]), ${durable ? 1 : 0}`,
    );
  }
}

async function schemaNumber(executor: Executor): Promise<number> {
  const [[current = 0] = []] = await queryIntegers(executor, 'SELECT max(number) FROM pulsebase.migrations', 1);
  return current;
}

/** Existing tables, and whether each has the settings of {@link SYNCED}. */
async function storedTables(executor: Executor): Promise<Map<TableName, boolean>> {
  const rows = await queryObjects(
    executor,
    `SELECT name, create_table_query AS definition FROM system.tables WHERE database = ${sqlText(executor.topology.database)}`,
  );
  const definitions = new Map(rows.map(({ name, definition }) => [String(name), String(definition)]));
  return new Map(
    TABLE_NAMES.filter((table) => definitions.has(table)).map((table) => [
      table,
      SYNCED.every((setting) => definitions.get(table)?.includes(`${setting} = 1`)),
    ]),
  );
}
