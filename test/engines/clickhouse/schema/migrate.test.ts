import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { DEFAULT_OPTIONS } from '../../../../src/config/default-options.ts';
import { prepareDirectory } from '../../../../src/engines/clickhouse/chdb/chdb-directory.ts';
import { ChdbExecutor } from '../../../../src/engines/clickhouse/chdb/chdb-executor.ts';
import { DiskReserve } from '../../../../src/engines/clickhouse/chdb/disk-reserve.ts';
import { migrate } from '../../../../src/engines/clickhouse/schema/migrate.ts';
import { MIGRATIONS } from '../../../../src/engines/clickhouse/schema/migrations.ts';
import type { Executor } from '../../../../src/engines/clickhouse/statements/executor.ts';
import { queryObjects } from '../../../../src/engines/clickhouse/statements/query-objects.ts';
import { replaceMethods } from '../../../faults/replace-methods.ts';

const NUMBERS = MIGRATIONS.map((_, at) => at + 1);
const TABLES = ['hours_by_user', 'migrations', 'readings', 'rollups', 'users'];

describe('the schema of an embedded store', () => {
  const root = mkdtempSync(join(tmpdir(), 'pulsebase-migrate-'));
  let stores = 0;
  after(() => rmSync(root, { recursive: true, force: true }));

  async function withEngine(use: (executor: Executor) => Promise<void>): Promise<void> {
    stores += 1;
    const directory = await prepareDirectory(`chdb:${root}/${stores}`);
    const executor = await ChdbExecutor.open(directory, new DiskReserve(directory.reserve), {
      ...DEFAULT_OPTIONS,
      onWarning: () => {},
    });
    try {
      await use(executor);
    } finally {
      await executor.close();
    }
  }

  /** Everything in the database, by name, with its definition. */
  async function schemaOf(executor: Executor): Promise<Map<string, string>> {
    const rows = await queryObjects(
      executor,
      `SELECT name, create_table_query AS definition FROM system.tables WHERE database = 'pulsebase' ORDER BY name`,
    );
    return new Map(rows.map(({ name, definition }) => [String(name), String(definition)]));
  }

  async function numbersOf(executor: Executor): Promise<number[]> {
    const rows = await queryObjects(executor, 'SELECT number FROM pulsebase.migrations ORDER BY number');
    return rows.map(({ number }) => Number(number));
  }

  function isSynced(schema: ReadonlyMap<string, string>): boolean[] {
    return TABLES.map((table) => /fsync_after_insert = 1.*min_rows_to_fsync_after_merge = 1/s.test(schema.get(table)!));
  }

  test('is made once, and a second time changes nothing', () =>
    withEngine(async (executor) => {
      await migrate(executor, { durable: true }, true);
      const schema = await schemaOf(executor);
      for (const table of TABLES) assert.ok(schema.has(table), table);
      assert.deepEqual(await numbersOf(executor), NUMBERS);
      await migrate(executor, { durable: true }, false);
      assert.deepEqual([await schemaOf(executor), await numbersOf(executor)], [schema, NUMBERS]);
    }));

  test('tables are synced or not as asked for, each time', () =>
    withEngine(async (executor) => {
      for (const durable of [false, true, true, false, true]) {
        await migrate(executor, { durable }, true);
        assert.deepEqual(
          isSynced(await schemaOf(executor)),
          TABLES.map(() => durable),
        );
      }
    }));

  test('one that breaks off at any statement is finished by the next', async () => {
    let whole: Map<string, string> | undefined;
    for (let at = 0; ; at += 1) {
      let rest = at;
      const fragile = <A extends unknown[]>(work: (...args: A) => Promise<void>) => {
        return async (...args: A) => {
          if (rest === 0) throw new Error('broken off');
          rest -= 1;
          await work(...args);
        };
      };
      let isOver = false;
      await withEngine(async (executor) => {
        const breaking = replaceMethods<Executor>(executor, {
          command: fragile((sql) => executor.command(sql)),
          alter: fragile((...change) => executor.alter(...change)),
        });
        isOver = await migrate(breaking, { durable: true }, true).then(
          () => true,
          () => false,
        );
        await migrate(executor, { durable: true }, true);
        const schema = await schemaOf(executor);
        const text = [...schema].map(([name, definition]) => [name, definition.replace(/UUID '\S+'/, '')] as const);
        whole ??= new Map(text);
        assert.deepEqual([new Map(text), await numbersOf(executor)], [whole, NUMBERS]);
      });
      if (isOver) break;
    }
  });

  test('one that was made by a newer program is refused and not touched', () =>
    withEngine(async (executor) => {
      await migrate(executor, { durable: true }, true);
      await executor.command('INSERT INTO pulsebase.migrations (number, synced) SELECT 999, 1');
      const schema = await schemaOf(executor);
      await assert.rejects(migrate(executor, { durable: false }, false), {
        code: 'STORE_NEWER',
        message: /schema 999, .* newer/,
      });
      assert.deepEqual(await schemaOf(executor), schema);
    }));

  test('one that has lost a table is refused, and the table is not made anew', () =>
    withEngine(async (executor) => {
      await assert.rejects(migrate(executor, { durable: true }, false), { code: 'STORE_DAMAGED', message: /readings/ });
      await migrate(executor, { durable: true }, true);
      await executor.command('DROP TABLE pulsebase.users SYNC');
      await assert.rejects(migrate(executor, { durable: true }, false), {
        code: 'STORE_DAMAGED',
        message: /table users; restore/,
      });
      assert.equal((await schemaOf(executor)).has('users'), false);
    }));
});
