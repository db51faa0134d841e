import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Session } from 'chdb';
import { openStore } from '../../../../src/index.ts';
import { collect } from '../../../conformance/collect.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-external-ids-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('a store of an older program keeps its people, who may have external ids from then on', async () => {
  const directory = join(root, 'older');
  const url = `chdb:${directory}`;
  const ada = { id: 7, externalId: null, name: 'Ada', gender: 'female', age: null, birthDate: '1990-05-31' } as const;
  const before = await openStore(url);
  await before.importUsers([ada, { id: 8, age: 41 }]);
  await before.close();
  const session = new Session(join(directory, 'chdb'));
  session.query('ALTER TABLE pulsebase.users DROP COLUMN external_id SETTINGS mutations_sync = 1');
  session.query('ALTER TABLE pulsebase.migrations DELETE WHERE number > 3 SETTINGS mutations_sync = 1');
  session.close();
  for (const externalId of [null, 'P-7']) {
    const store = await openStore(url);
    assert.deepEqual(await store.getUser(7), { ...ada, externalId });
    await store.importUsers([
      { id: 7, externalId: 'P-7' },
      { id: 8, externalId: 'P-7' },
    ]);
    assert.deepEqual(
      (await collect(store.listUsers())).map((user) => [user.id, user.externalId]),
      [
        [7, 'P-7'],
        [8, null],
      ],
    );
    await store.close();
  }
});
