import assert from 'node:assert/strict';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DEFAULT_OPTIONS } from '../../src/config/default-options.ts';
import { openChdb } from '../../src/engines/clickhouse/chdb/open-chdb.ts';
import { engineError } from '../../src/engines/clickhouse/engine-error.ts';
import type { Executor } from '../../src/engines/clickhouse/statements/executor.ts';
import { openStore } from '../../src/open-store.ts';
import type { ReferenceStore } from '../reference/reference-store.ts';
import { checkAnswers, checkVerify } from './check-answers.ts';
import { fill, USERS } from './fixture.ts';
import { replaceMethods } from './replace-methods.ts';
import { partsOf, scratch, tamper } from './store-files.ts';

const IDS = USERS.map(({ id }) => id);
const TABLES = ['rollups', 'hours_by_user'] as const;
const COLUMNS = 'slot, user_id, readings, total, lowest, highest, version';

const UNREADABLE = (part: string) =>
  new Error(
    `Code: 74. DB::ErrnoException: Cannot read from file, errno: 5, strerror: Input/output error: (while reading from part /x/${part}/ in table pulsebase.readings)`,
  );

describe('verify and repair', () => {
  const root = scratch();
  const whole = `${root.path}/whole`;
  const copy = `${root.path}/copy`;
  let reference: ReferenceStore;

  before(async () => {
    const store = await openStore(`chdb:${whole}`);
    reference = await fill(store);
    await store.close();
  });

  after(() => root[Symbol.dispose]());

  for (const [times, outcome] of [
    [1, 'goes on'],
    [Number.POSITIVE_INFINITY, 'says so'],
  ] as const) {
    test(`a part that cannot be read ${times === 1 ? 'once' : 'at all'} though it is whole: repair ${outcome} and gives nothing up`, async () => {
      rmSync(copy, { recursive: true, force: true });
      cpSync(whole, copy, { recursive: true, verbatimSymlinks: true });
      const [part = ''] = partsOf(copy, 'readings').map((path) => basename(path));
      let failures = 0;
      const wrap = (executor: Executor) =>
        replaceMethods<Executor>(executor, {
          query: (sql, format) => {
            if (!sql.includes('FROM pulsebase.readings FINAL') || failures >= times) return executor.query(sql, format);
            failures += 1;
            return Promise.reject(engineError(UNREADABLE(part)));
          },
        });
      const warnings: string[] = [];
      const options = { ...DEFAULT_OPTIONS, onWarning: (warning: string) => warnings.push(warning) };
      const engine = await openChdb(`chdb:${copy}`, options, { executor: wrap });
      const repaired = engine.repair({});
      if (times === 1) assert.equal((await repaired).ok, true);
      else await assert.rejects(repaired, { code: 'STORE_DAMAGED', message: new RegExp(`^part ${part} `) });
      assert.ok(failures > 0);
      await engine.close();
      assert.deepEqual([warnings, existsSync(`${copy}/damaged`)], [[], false]);
      await using store = await openStore(`chdb:${copy}`);
      await checkVerify(store, reference);
    });
  }

  /** What is done to a table of roll-ups behind the program's back. */
  const harms: readonly (readonly [name: string, sql: (table: string) => string])[] = [
    ['rows are missing', (table) => `ALTER TABLE pulsebase.${table} DELETE WHERE user_id = 1`],
    [
      'rows are wrong',
      (table) =>
        `INSERT INTO pulsebase.${table} (${COLUMNS}) SELECT slot, user_id, readings, total + 1, lowest, highest, version + 1 FROM pulsebase.${table} WHERE user_id = 2`,
    ],
    [
      'there are rows of nobody',
      (table) =>
        `INSERT INTO pulsebase.${table} (${COLUMNS}) SELECT slot, 77, readings, total, lowest, highest, version FROM pulsebase.${table} WHERE user_id = 1`,
    ],
    [
      'there are rows of hours without readings',
      (table) =>
        `INSERT INTO pulsebase.${table} (${COLUMNS}) SELECT max(slot) + 1, 1, 5, 400000, 80000, 80000, 1 FROM pulsebase.${table} WHERE user_id = 1 AND slot < 2097152`,
    ],
  ];
  for (const table of TABLES) {
    for (const [name, sql] of harms) {
      test(`${table}: ${name}: verify finds it, repair mends it, and then there is nothing to mend`, async () => {
        rmSync(copy, { recursive: true, force: true });
        cpSync(whole, copy, { recursive: true, verbatimSymlinks: true });
        tamper(copy, 'SET mutations_sync = 1', sql(table));
        await using store = await openStore(`chdb:${copy}`);
        const found = await store.verify();
        assert.equal(found.ok, false);
        assert.ok(found.differing > 0 && found.differences.length > 0);
        await store.repair();
        await checkVerify(store, reference);
        await checkAnswers(store, reference, IDS);
      });
    }
  }
});
