import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { openStore } from '../../src/open-store.ts';
import type { ReferenceStore } from '../reference/reference-store.ts';
import { checkAnswers, checkVerify } from './check-answers.ts';
import { fill, USERS } from './fixture.ts';
import { scratch, tamper } from './store-files.ts';

const IDS = USERS.map(({ id }) => id);
const TABLES = ['rollups', 'hours_by_user'] as const;
const COLUMNS = 'slot, user_id, readings, total, lowest, highest, version';

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
