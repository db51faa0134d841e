import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { MIGRATIONS } from '../../../../src/engines/postgres/schema/migrations/migrations.ts';
import { openStore } from '../../../../src/index.ts';
import { collect } from '../../../conformance/collect.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const ADA = { id: 7, name: 'Ada', gender: 'female', age: null, birthDate: '1990-05-31' } as const;
const WINDOW = { from: '2024-01-01', to: '2024-01-02' };

test('a store of an older program keeps its people, who may have external ids from then on', async () => {
  const url = await server.createDatabase('old');
  await server.execute(
    `${MIGRATIONS.slice(0, 2).join('\n')}
     CREATE TABLE pulsebase_schema (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
     INSERT INTO pulsebase_schema (version) VALUES (1), (2);
     INSERT INTO users VALUES (7, 'Ada', 'female', NULL, '1990-05-31'), (8, '', 'unknown', 41, NULL);`,
    'old',
  );
  const store = await openStore(url);
  assert.deepEqual(await store.getUser('7'), { ...ADA, externalId: null });
  const { rejected } = await store.importUsers([
    { id: 7, externalId: 'P-7' },
    { id: 8, externalId: 'P-7' },
  ]);
  assert.equal(rejected, 1);
  await store.ingest([{ user: 'P-7', timestamp: WINDOW.from, heartRate: 60 }]);
  assert.deepEqual(await store.queryTop({ user: 'P-7', ...WINDOW }), [60]);
  assert.deepEqual(
    (await collect(store.listUsers())).map(({ id, externalId }) => [id, externalId]),
    [
      [7, 'P-7'],
      [8, null],
    ],
  );
  await store.close();
});

test('what others write past Pulsebase is held to one user an external id', async () => {
  const url = await server.createDatabase('direct');
  const store = await openStore(url);
  await store.importUsers([{ id: 1, externalId: 'P-1' }, { id: 2 }]);
  await assert.rejects(
    server.execute(`UPDATE users SET external_id = 'P-1' WHERE id = 2`, 'direct'),
    /users_external_id/,
  );
  await assert.rejects(server.execute(`UPDATE users SET external_id = '' WHERE id = 2`, 'direct'), /check constraint/);
  await server.execute(`UPDATE users SET external_id = 'p-1' WHERE id = 2`, 'direct');
  assert.equal((await store.getUser('p-1'))?.id, 2);
  await store.close();
});

test('several programs that give and make the same users at once end with one of each', async () => {
  const url = await server.createDatabase('several');
  const stores = await Promise.all([1, 2, 3].map(() => openStore(url, { poolSize: 2 })));
  const names = Array.from({ length: 40 }, (_, at) => `P-${at}`);
  const receipts = await Promise.all(
    stores.flatMap((store, at) => [
      store.ingest(
        names.map((user) => ({ user, timestamp: new Date(Date.UTC(2024, 0, 1, at)), heartRate: 60 })),
        { unknownUsers: 'create' },
      ),
      // The same people in another order, so that whoever locks in the order of rows would lock crosswise.
      store.importUsers(names.toReversed().map((externalId) => ({ externalId, name: externalId }))),
    ]),
  );
  assert.ok(receipts.every(({ rejected }) => rejected === 0));
  const made = receipts.reduce(
    (sum, { usersCreated }, at) => sum + (at % 2 === 0 ? usersCreated : receipts[at]!.inserted),
    0,
  );
  assert.equal(made, names.length);
  const users = await collect(stores[0]!.listUsers());
  assert.deepEqual(users.map(({ externalId }) => externalId).sort(), names.toSorted());
  assert.ok(users.every(({ name, externalId }) => name === externalId));
  const settled = await Promise.allSettled(stores.map((store, at) => store.putUser({ id: at + 1, externalId: 'X' })));
  assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1);
  await Promise.all(stores.map((store) => store.close()));
});
