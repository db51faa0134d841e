import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { Executor } from './executor.ts';
import { MIGRATIONS } from './migrations.ts';
import { queryIntegers } from './query-integers.ts';

const TABLES = ['users', 'readings', 'rollups', 'hours_by_user'] as const;

/** How the tables keep what they acknowledge: the data, the part's directory, and what merges put in their place. */
const SYNCED = [
  'fsync_after_insert',
  'fsync_part_directory',
  'min_rows_to_fsync_after_merge',
  'min_compressed_bytes_to_fsync_after_merge',
] as const;

/**
 * Brings the schema up to date, and the tables' durability to what is asked for.
 *
 * @throws PulsebaseError `STORE_NEWER` when a newer program has written the store.
 */
export async function migrate(executor: Executor, durable: boolean): Promise<void> {
  await executor.command('CREATE DATABASE IF NOT EXISTS pulsebase');
  await executor.command(
    'CREATE TABLE IF NOT EXISTS pulsebase.migrations (number UInt32, synced UInt8) ENGINE = MergeTree ORDER BY number',
  );
  const [[current = 0] = [], [synced = 0] = []] = await queryIntegers(
    executor,
    'SELECT max(number), argMax(synced, number) FROM pulsebase.migrations',
    2,
  );
  if (current > MIGRATIONS.length) {
    throw new PulsebaseError(
      'STORE_NEWER',
      `the store has schema ${current}, this program knows up to ${MIGRATIONS.length}; install a newer Pulsebase`,
    );
  }
  for (const [at, statements] of MIGRATIONS.entries()) {
    if (at < current) continue;
    // A migration that broke off is done again from its start: every statement can be repeated.
    for (const statement of statements) await executor.command(statement);
    await executor.command(`INSERT INTO pulsebase.migrations SELECT ${at + 1}, 0`);
  }
  if ((current === MIGRATIONS.length && synced === 1) === durable && current > 0) return;
  const settings = SYNCED.map((name) => `${name} = ${durable ? 1 : 0}`).join(', ');
  for (const table of TABLES) await executor.command(`ALTER TABLE pulsebase.${table} MODIFY SETTING ${settings}`);
  await executor.command('TRUNCATE TABLE pulsebase.migrations');
  await executor.command(`INSERT INTO pulsebase.migrations SELECT ${MIGRATIONS.length}, ${durable ? 1 : 0}`);
}
