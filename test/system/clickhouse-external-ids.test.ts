import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startClickhouseServer } from '../../harness/clickhouse-server.ts';
import { openStore } from '../../src/open-store.ts';
import { collect } from '../conformance/collect.ts';

const server = await startClickhouseServer();
after(() => server.stop());

test('of several programs that give one external id at once, one does, and the others are told', async () => {
  const stores = await Promise.all([1, 2, 3].map(() => openStore(server.url('several'))));
  for (let round = 0; round < 3; round += 1) {
    const settled = await Promise.allSettled(
      stores.map((store, at) => store.putUser({ id: 10 * round + at + 1, externalId: `P-${round}` })),
    );
    assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const result of settled) {
      if (result.status === 'rejected') assert.equal((result.reason as { code: string }).code, 'EXTERNAL_ID_TAKEN');
    }
  }
  const users = await collect(stores[0]!.listUsers());
  assert.deepEqual(
    users.map(({ externalId }) => externalId),
    ['P-0', 'P-1', 'P-2'],
  );
  const receipts = await Promise.all(
    stores.map((store, at) =>
      store.ingest(
        ['Q-1', 'Q-2'].map((user) => ({ user, timestamp: new Date(Date.UTC(2024, 0, 1, at)), heartRate: 60 + at })),
        { unknownUsers: 'create' },
      ),
    ),
  );
  assert.deepEqual(
    receipts.map(({ inserted }) => inserted),
    [2, 2, 2],
  );
  assert.equal(
    receipts.reduce((sum, { usersCreated }) => sum + usersCreated, 0),
    2,
  );
  const window = { from: '2024-01-01', to: '2024-01-02' };
  for (const user of ['Q-1', 'Q-2']) assert.deepEqual(await stores[1]!.queryTop({ user, ...window }), [62, 61, 60]);
  await Promise.all(stores.map((store) => store.close()));
});

test('where two users have one external id all the same, it belongs to the lower id, and doctor tells of it', async () => {
  const store = await openStore(server.url('twice'));
  await store.importUsers([{ id: 5, externalId: 'P' }, { id: 3, name: 'Ada' }, { id: 9 }]);
  const rows = `SELECT id, name, gender, age, birth_date, version + 1 AS version, 'P' AS external_id FROM users FINAL WHERE id IN (3, 9)`;
  await server.execute(
    `INSERT INTO twice.users (id, name, gender, age, birth_date, version, external_id) ${rows.replace('users', 'twice.users')}`,
  );
  assert.equal((await store.getUser('P'))?.id, 3);
  await assert.rejects(store.putUser({ id: 7, externalId: 'P' }), { code: 'EXTERNAL_ID_TAKEN', message: /user 3;/ });
  const findings = (await store.diagnose()).filter(({ subject }) => subject === 'external ids');
  assert.deepEqual(
    findings.map(({ grade, message }) => [grade, message]),
    [['fault', '1 external id belongs to several users, such as "P" to 3, 5, 9; it names the lowest of them']],
  );
  await store.importUsers([
    { id: 5, externalId: 'P-5' },
    { id: 9, externalId: 'P-9' },
  ]);
  assert.equal(
    (await store.diagnose()).some(({ subject, grade }) => subject === 'external ids' && grade !== 'fine'),
    false,
  );
  await store.close();
});
