import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../harness/postgres-server.ts';
import { commitCheck } from '../../../src/async/commit-check.ts';
import { openStore } from '../../../src/open-store.ts';

const server = await startPostgresServer({ fsync: 'off' });
const store = await openStore(await server.createDatabase());
after(async () => {
  await store.close();
  await server.stop();
});

const READING = { userId: 1, timestamp: '2023-01-01T10:00:00Z', heartRate: 60 };

test('what may not be committed any more is undone, whatever it is, and nobody waits for it', async () => {
  await store.putUser({ id: 1 });
  const refused = (work: () => Promise<unknown>) =>
    assert.rejects(
      commitCheck.run(() => {
        throw new Error('the process stood still');
      }, work),
      /stood still/,
    );
  await refused(() => store.ingest([READING]));
  await refused(() => store.putUser({ id: 2 }));
  await refused(() => store.importUsers([{ id: 1, name: 'Ada' }, { id: 3 }]));
  assert.deepEqual([(await store.stats()).readings, (await store.stats()).users], [0, 1]);
  assert.equal((await store.getUser(1))?.name, '');
  assert.equal(store.capabilities.checksCommits, true);

  let checks = 0;
  await commitCheck.run(
    () => {
      checks += 1;
    },
    () => store.ingest([READING]),
  );
  assert.deepEqual([checks >= 1, (await store.stats()).readings], [true, 1]);
  // Only what was begun within the check has to pass it.
  assert.equal((await store.deleteUsers([1])).readings, 1);
});
