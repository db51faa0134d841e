import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openStore } from '../../src/open-store.ts';
import { checkAnswers, checkVerify } from '../faults/check-answers.ts';
import { fill, USERS } from '../faults/fixture.ts';
import { openElsewhere } from '../faults/open-elsewhere.ts';
import { SmallDisk } from './small-disk.ts';

const IDS = USERS.map(({ id }) => id);
const ONE = { userId: 1, timestamp: '2024-05-01', heartRate: 60 };

describe('a read-only file system', () => {
  let disk: SmallDisk;

  beforeEach(() => {
    disk = new SmallDisk(64);
  });

  afterEach(() => disk[Symbol.dispose]());

  for (const [name, prepare] of [
    ['an empty directory', () => mkdirSync(`${disk.path}/store`)],
    ['nothing', () => {}],
    [
      'a store',
      async () => {
        const store = await openStore(`chdb:${disk.path}/store`);
        await fill(store);
        await store.close();
      },
    ],
  ] as const) {
    test(`with ${name} on it: one line says so, and nothing else is said`, async () => {
      await prepare();
      disk.remount('ro');
      const refusal = { code: 'STORE_UNWRITABLE', message: /^\S+ lies on a read-only file system$/ };
      await assert.rejects(openStore(`chdb:${disk.path}/store`), refusal);
      const elsewhere = openElsewhere(`${disk.path}/store`);
      assert.equal(((await elsewhere.next()) as { code: string }).code, 'STORE_UNWRITABLE');
      assert.equal(await elsewhere.ended(), '');
      disk.remount('rw');
      await (await openStore(`chdb:${disk.path}/store`)).close();
    });
  }

  test('that becomes so while the store is open: queries are answered, writes are refused, all is well afterwards', async () => {
    const store = await openStore(`chdb:${disk.path}/store`);
    const reference = await fill(store);
    // Files that are open for writing would keep the mount as it is: the store has only its journal open.
    try {
      disk.remount('ro');
    } catch {
      await store.close();
      return assert.ok(true, 'the kernel refuses while the journal is open');
    }
    await checkAnswers(store, reference, IDS);
    await assert.rejects(store.ingest([ONE]), { code: 'STORE_UNWRITABLE', message: /^[^\n]+$/ });
    disk.remount('rw');
    await store.ingest([ONE]);
    reference.putReading(1, Date.parse('2024-05-01'), 60_000);
    await checkVerify(store, reference);
    await store.close();
  });
});
