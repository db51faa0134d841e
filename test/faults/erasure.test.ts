import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { Session } from 'chdb';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { fill } from './fixture.ts';
import { partsOf, scratch } from './store-files.ts';

const TABLES = ['users', 'readings', 'rollups', 'hours_by_user'] as const;

describe('what is deleted is gone from the disk when the promise settles', () => {
  const root = scratch();
  let stores = 0;
  let directory: string;
  let store: Store;

  beforeEach(async () => {
    stores += 1;
    directory = `${root.path}/${stores}`;
    store = await openStore(`chdb:${directory}`);
    await fill(store);
  });

  after(() => root[Symbol.dispose]());

  /** The rows of a user in any part on the disk, also in one that answers no query any more. */
  async function rowsOnDisk(userId: number): Promise<number> {
    const onDisk = new Map(
      TABLES.map((table) => [
        table,
        partsOf(directory, table)
          .map((part) => basename(part))
          .sort(),
      ]),
    );
    await store.close();
    const session = new Session(`${directory}/chdb`);
    try {
      let rows = 0;
      for (const table of TABLES) {
        const active = session.query(
          `SELECT name FROM system.parts WHERE active AND rows > 0 AND database = 'pulsebase' AND table = '${table}' ORDER BY name`,
          'TSV',
        );
        assert.deepEqual(
          onDisk.get(table),
          String(active)
            .split('\n')
            .filter((name) => name !== ''),
          table,
        );
        const column = table === 'users' ? 'id' : 'user_id';
        rows += Number(session.query(`SELECT count() FROM pulsebase.${table} WHERE ${column} = ${userId}`, 'TSV'));
      }
      return rows;
    } finally {
      session.close();
    }
  }

  test('users', async () => {
    await store.deleteUsers([2]);
    assert.equal(await rowsOnDisk(2), 0);
  });

  test('the last user', async () => {
    await store.deleteUsers([1, 2, 2 ** 33]);
    assert.equal(await rowsOnDisk(1), 0);
  });
});
