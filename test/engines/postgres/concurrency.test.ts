import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPostgresServer } from '../../../harness/postgres-server.ts';
import { openStore, type ReadingInput, type Store } from '../../../src/index.ts';
import { ifKnown } from '../../conformance/if-known.ts';

/** What each writer does: enough to meet every lock; `STRESS_ROUNDS=250` is the long form. */
const ROUNDS = Number(process.env.STRESS_ROUNDS ?? 25);
const WRITERS = 8;
const USERS = 12;
const KEYS = 400;
const START = Date.UTC(2023, 0, 31, 20);
const ALL = { from: '1970-01-01', to: '2100-01-01' };

const server = await startPostgresServer();
after(() => server.stop());

/** Reading `key` of a user: 13 minutes apart, so that hours, days and a month's end are shared by neighbours. */
function reading(userId: number, key: number, offset = 0): ReadingInput {
  return {
    userId,
    timestamp: new Date(START + key * 780_000 + userId),
    heartRate: 60 + ((userId * 31 + key * 17) % 900) / 10 + offset,
  };
}

/** A stream of numbers of its own for each writer. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * Sends batches that overlap those of all others. Only the owner of a key ever sends a wrong value, and the right one after
 * it, so that in the end the right one stands, whoever was last.
 */
async function write(store: Store, writer: number): Promise<void> {
  const random = randomOf(writer + 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = random(KEYS);
    const keys = Array.from({ length: 1 + random(60) }, (_, at) => (first + at * (1 + random(3))) % KEYS);
    const users = Array.from({ length: 1 + random(4) }, () => 1 + random(USERS));
    const rows = users.flatMap((user) => keys.map((key) => reading(user, key)));
    const own = rows.filter((_, at) => keys[at % keys.length]! % WRITERS === writer);
    await store.ingest(own.map((row) => ({ ...row, heartRate: row.heartRate + 5 })));
    await store.ingest(rows.sort(() => random(3) - 1));
    if (random(4) === 0) {
      // Deleted by their owner alone, and put back.
      const key = writer + WRITERS * random(KEYS / WRITERS);
      const user = 1 + random(USERS);
      const at = new Date(reading(user, key).timestamp);
      await store.deleteReadings({ userIds: [user], from: at, to: at });
      await store.ingest([reading(user, key)]);
    }
  }
}

/** A user who comes and goes while others write to him. */
async function comeAndGo(store: Store, userId: number, isOver: () => boolean): Promise<void> {
  const random = randomOf(99);
  while (!isOver()) {
    await store.putUser({ id: userId, age: 40 });
    await store.ingest(Array.from({ length: 50 }, () => reading(userId, random(KEYS))));
    await store.deleteUsers([userId]);
    assert.deepEqual(await ifKnown(collect(store.readings(userId, ALL))), [], 'a reading of a deleted user came back');
  }
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** Both queries, each answer of which must be of one state: no average of wrong values alone can leave the range. */
async function ask(store: Store, isOver: () => boolean): Promise<void> {
  const random = randomOf(7);
  while (!isOver()) {
    const from = new Date(START + random(KEYS) * 780_000);
    const to = new Date(+from + random(10) * 86_400_000 + random(86_400_000));
    for (const { average, count } of await store.queryUsers({ from, to, minHeartRate: 0, details: true })) {
      assert.ok(average >= 60 && average <= 155 && count > 0 && count <= KEYS);
    }
    for (const average of await ifKnown(store.queryTop({ userId: 1 + random(USERS), from, to }))) {
      assert.ok(average >= 60 && average <= 155);
    }
  }
}

/** Work, and what others do until it is over. */
async function whileWorking(work: Promise<unknown>, ...others: ((isOver: () => boolean) => Promise<void>)[]) {
  let isOver = false;
  const ended = work.finally(() => {
    isOver = true;
  });
  await Promise.all([ended, ...others.map((other) => other(() => isOver))]);
}

test('many writers, readers and deletions at once leave what a single writer would', async () => {
  const url = await server.createDatabase();
  const stores = await Promise.all(Array.from({ length: 3 }, () => openStore(url, { poolSize: 4, maxOverflow: 4 })));
  const [first, second, third] = stores as [Store, Store, Store];
  await first.importUsers(Array.from({ length: USERS }, (_, at) => ({ id: at + 1 })));
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer % 2 === 0 ? first : second, writer));
  await whileWorking(
    Promise.all([...writers, third.deleteReadings({ from: '1980-01-01', to: '1990-01-01' })]),
    (isOver) => comeAndGo(second, USERS + 1, isOver),
    (isOver) => ask(third, isOver),
    (isOver) => ask(first, isOver),
  );
  // Whatever the writers did not get to.
  const all = Array.from({ length: USERS }, (_, user) =>
    Array.from({ length: KEYS }, (_, key) => reading(user + 1, key)),
  );
  await second.ingest(all.flat());

  const alone = await openStore(await server.createDatabase());
  await alone.ingest(all.flat(), { unknownUsers: 'create' });
  const answers = async (store: Store) => ({
    cohort: await store.queryUsers({ ...ALL, minHeartRate: 0, details: true }),
    ragged: await store.queryUsers({
      from: '2023-01-31T21:17:03.5Z',
      to: '2023-02-02T03:59',
      minHeartRate: 0,
      details: true,
    }),
    peaks: await Promise.all(all.map((_, user) => store.queryTop({ ...ALL, userId: user + 1, details: true }))),
    days: await collect(store.averages(1, ALL, 'day')),
  });
  assert.deepEqual(await answers(third), await answers(alone));
  for (const store of [first, alone]) {
    const { ok, readings } = await store.verify();
    assert.deepEqual({ ok, readings }, { ok: true, readings: USERS * KEYS });
  }
  await Promise.all([...stores, alone].map((store) => store.close()));
});

test('months dropped while others write and ask leave right roll-ups and no error', async () => {
  const url = await server.createDatabase();
  const [writer, dropper] = await Promise.all([openStore(url), openStore(url)]);
  await writer.importUsers([{ id: 1 }, { id: 2 }]);
  const months = async () => {
    for (let at = 0; at < 2 * ROUNDS; at += 1) {
      const month = at % 12;
      await writer.ingest(
        Array.from({ length: 40 }, (_, day) => ({
          userId: 1 + (day % 2),
          timestamp: new Date(Date.UTC(2022, month, 1 + day, 5)),
          heartRate: 60 + day,
        })),
      );
    }
  };
  const drop = async (isOver: () => boolean) => {
    while (!isOver()) await dropper.dropBefore(new Date(Date.UTC(2022, Math.floor(Math.random() * 12), 15)));
  };
  await whileWorking(months(), drop, (isOver) => ask(dropper, isOver));
  const { ok, problems, readings } = await writer.verify();
  assert.deepEqual([ok, problems], [true, []]);
  assert.equal((await dropper.stats()).readings, readings);
  await Promise.all([writer.close(), dropper.close()]);
});

test('a long load is kept when the server is killed right after it was acknowledged', async () => {
  const store = await openStore(await server.createDatabase());
  const rows = function* () {
    for (let at = 0; at < 700_000; at += 1) {
      yield {
        userId: 1 + (at % 50),
        timestamp: new Date(START + Math.floor(at / 50) * 60_000),
        heartRate: 60 + (at % 90),
      };
    }
  };
  const receipt = await store.ingest(rows(), { unknownUsers: 'create' });
  await server.kill();
  await server.start();
  const { ok, readings } = await store.verify();
  assert.deepEqual([ok, readings, receipt.inserted], [true, 700_000, 700_000]);
  await store.close();
});
