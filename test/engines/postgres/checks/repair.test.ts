import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../../harness/postgres-server.ts';
import { openStore, type ReadingInput, type Store } from '../../../../src/index.ts';

const server = await startPostgresServer({ fsync: 'off' });
after(() => server.stop());

const USERS = 12;
const WRITERS = 3;
/** Batches that each writer must get done while the store is repaired and verified. */
const BATCHES = 25;
const MINUTE = 60_000;
/** The old readings end, and the new ones begin, in the middle of a month. */
const START = Date.UTC(2023, 10, 15);
const ALL = { from: '1970-01-01', to: '2100-01-01' };

/** What each level may have wrong: values, rows that are gone, what is held beside the buckets. */
const HARMS = [
  'UPDATE hour_rollups SET sums[25] = sums[25] + 1000 WHERE user_id % 4 = 0',
  'UPDATE hour_rollups SET peak = 1 WHERE user_id % 4 = 1 AND day % 2 = 0',
  'DELETE FROM hour_rollups WHERE user_id % 4 = 2 AND day % 3 = 0',
  'UPDATE day_rollups SET counts[32] = counts[32] + 1 WHERE user_id % 4 = 3 AND cardinality(counts) = 32',
  'DELETE FROM month_rollups WHERE user_id % 5 = 0',
];

/** Reading `at` of a user, one every 50 minutes; before the start for numbers below 0. */
function reading(userId: number, at: number): ReadingInput {
  const timestamp = new Date(START + at * 50 * MINUTE + userId * 1000);
  return { userId, timestamp, heartRate: 60 + ((((userId * 31 + at * 17) % 900) + 900) % 900) / 10 };
}

test('repair and verify leave writers going, and the store is right in the end', async () => {
  const url = await server.createDatabase('live');
  const [mender, ...writers] = await Promise.all(Array.from({ length: 1 + WRITERS }, () => openStore(url)));
  const users = Array.from({ length: USERS }, (_, at) => at + 1);
  const kept = users.flatMap((user) => Array.from({ length: 1500 }, (_, at) => reading(user, at - 1500)));
  await mender!.ingest(kept, { unknownUsers: 'create' });

  let running = true;
  const done = Array.from({ length: WRITERS }, () => 0);
  // Each writer has users of his own, as devices have, and goes back now and then.
  const write = async (store: Store, writer: number) => {
    for (let at = 0; running; at += 1) {
      const moments = at % 5 === 4 ? [at, -2000 - at] : [at];
      const batch = users
        .filter((user) => user % WRITERS === writer)
        .flatMap((user) => moments.map((moment) => reading(user, moment)));
      assert.equal((await store.ingest(batch)).inserted, batch.length);
      kept.push(...batch);
      done[writer]! += 1;
    }
  };
  const writing = Promise.all(writers.map(write));
  try {
    const before = [...done];
    do {
      for (const harm of HARMS) await server.execute(harm, 'live');
      const { ok, differing } = await mender!.repair();
      assert.deepEqual([ok, differing > 0], [false, true]);
      const { ok: isRight, problems, differences } = await mender!.verify();
      assert.deepEqual({ isRight, problems, differences }, { isRight: true, problems: [], differences: [] });
    } while (done.some((batches, writer) => batches - before[writer]! < BATCHES));
  } finally {
    running = false;
    await writing;
  }

  const { ok, readings } = await mender!.verify();
  assert.deepEqual([ok, readings], [true, kept.length]);
  const alone = await openStore(await server.createDatabase());
  await alone.ingest(kept, { unknownUsers: 'create' });
  const answers = async (store: Store) => ({
    cohort: await store.queryUsers({ ...ALL, minHeartRate: 0, details: true }),
    peaks: await Promise.all(users.map((userId) => store.queryTop({ ...ALL, userId, details: true }))),
  });
  assert.deepEqual(await answers(mender!), await answers(alone));
  await Promise.all([mender!, ...writers, alone].map((store) => store.close()));
});
