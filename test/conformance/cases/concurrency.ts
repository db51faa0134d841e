import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ReadingInput } from '../../../src/model/reading.ts';
import type { Store } from '../../../src/store/store.ts';
import { MS_PER_HOUR } from '../../reference/civil-date.ts';
import { ReferenceStore } from '../../reference/reference-store.ts';
import { checkAnswers, checkContents } from '../answers.ts';
import { collect } from '../collect.ts';
import { checkVerify } from '../commands.ts';
import type { Target } from '../target.ts';

const START = Date.parse('2023-01-31T20:00:00Z');
const YEAR = { from: '2023-01-01', to: '2023-12-31' };

export function concurrency(target: Target): void {
  test('two ingests of the same keys at once leave one value for each, in every answer', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 1 }, { id: 2 }]);
    const batch = (heartRate: number) => readings([1, 2], 120, heartRate);
    const receipts = await Promise.all([store.ingest(batch(60)), store.ingest(batch(90)), store.ingest(batch(75))]);
    const counted = receipts.reduce((sum, { inserted }) => sum + inserted, 0);
    assertCounted(target, counted, 240);
    assert.ok(receipts.every(({ inserted, updated, unchanged }) => inserted + updated + unchanged === 240));
    await checkConsistent(store, [1, 2]);
    const kept = await collect(store.readings(1, YEAR));
    assert.ok(kept.every(({ heartRate }) => [60, 90, 75].includes(heartRate)));
    assert.equal(kept.length, 120);
  });

  test('many writers to the same hours lose nothing', async () => {
    const store = await target.open();
    const ids = [1, 2, 3];
    await store.importUsers(ids.map((id) => ({ id })));
    const all = readings(ids, 160, 60).map((reading, at) => ({ ...reading, heartRate: 50 + (at % 97) }));
    // Every writer has each eighth reading, so all of them meet in every bucket.
    const parts = Array.from({ length: 8 }, (_, writer) => all.filter((_reading, at) => at % 8 === writer));
    const receipts = await Promise.all(parts.map((part) => store.ingest(part)));
    assert.equal(
      receipts.reduce((sum, { inserted }) => sum + inserted, 0),
      all.length,
    );
    const reference = await checkConsistent(store, ids);
    for (const { userId, timestamp, heartRate } of all) {
      assert.equal(reference.putReading(userId, timestamp.getTime(), heartRate * 1000), 'unchanged');
    }
  });

  test('a query asked during an ingest sees all of a batch of one hour or nothing', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 1 }]);
    const hour = Date.parse('2023-05-01T10:00:00Z');
    const window = { from: new Date(hour), to: new Date(hour + MS_PER_HOUR - 1) };
    const reference = new ReferenceStore();
    reference.putUser({ id: 1, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null });
    for (let round = 0; round < 4; round += 1) {
      // New readings in the first two rounds, corrections of half of them in each of the others.
      const batch = Array.from({ length: 500 }, (_, at) => ({
        userId: 1,
        timestamp: new Date(hour + 2 * at + (round % 2)),
        heartRate: 60 + round,
      }));
      const query = { from: hour, to: hour + MS_PER_HOUR - 1, minHeartRate: 0 };
      const before = JSON.stringify(reference.cohort(query));
      for (const { timestamp, heartRate } of batch) reference.putReading(1, timestamp.getTime(), heartRate * 1000);
      const after = JSON.stringify(reference.cohort(query));

      const ask = () => store.queryUsers({ ...window, minHeartRate: 0, details: true });
      let isWriting = true;
      const write = store.ingest(batch).finally(() => {
        isWriting = false;
      });
      while (isWriting) {
        const answer = JSON.stringify(await ask());
        assert.ok(answer === before || answer === after, answer);
        // An engine in memory answers within this turn of the event loop, in which no write goes on.
        await setImmediate();
      }
      await write;
      assert.equal(JSON.stringify(await ask()), after);
    }
  });

  test('a reading that comes after the end of a window, in its last hour, is in no answer about it', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const minute = (at: number, heartRate: number) => ({
      userId: 1,
      timestamp: new Date(START + at * 60_000),
      heartRate,
    });
    await store.ingest([minute(-3000, 70), minute(0, 60), minute(1, 62)]);
    let end = 1;
    for (let round = 0; round < 6; round += 1) {
      const window = { from: '2023-01-01', to: new Date(START + end * 60_000 + 1) };
      // An average per hour so far, and the one of all.
      const ask = async () => [
        await store.queryTop({ userId: 1, ...window, limit: 1 }),
        await store.queryTop({ userId: 1, ...window }),
        await store.queryUsers({ ...window, minHeartRate: 0, details: true }),
        await collect(store.averages(1, window, 'day')),
      ];
      const before = await ask();
      const later = [1, 2, 3].map((at) => store.ingest([minute(end + at, 100 + 10 * at)]));
      for (let asked = 0; asked < 4; asked += 1) assert.deepEqual(await ask(), before);
      await Promise.all(later);
      assert.deepEqual(await ask(), before);
      end += 3;
    }
    await checkConsistent(store, [1]);
  });

  test('an ingest and a deletion of its users at once never bring a reading back', async () => {
    const store = await target.open();
    for (let round = 0; round < 2; round += 1) {
      await store.importUsers([{ id: 1 }, { id: 2 }]);
      const [receipt] = await Promise.all([
        store.ingest(readings([1, 2], 50, 60 + round)),
        round % 2 === 0
          ? store.deleteUsers([1])
          : store.ingest(readings([1], 5, 80)).then(() => store.deleteUsers([1])),
      ]);
      assert.equal(receipt.inserted + receipt.updated + receipt.unchanged + receipt.rejected, 100);
      assert.equal(await store.getUser(1), undefined);
      assert.deepEqual(await store.queryUsers({ ...YEAR, minHeartRate: 0 }), [2]);
      await store.putUser({ id: 1 });
      assert.deepEqual(await collect(store.readings(1, YEAR)), []);
      await checkConsistent(store, [1, 2]);
    }
  });

  test('an ingest and a deletion of its window at once leave one state in every answer', async () => {
    const store = await target.open();
    await store.importUsers([{ id: 1 }, { id: 2 }]);
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([
        store.ingest(readings([1, 2], 50, 60 + round)),
        store.deleteReadings({ from: new Date(START), to: new Date(START + 5 * MS_PER_HOUR) }),
        round === 2 ? store.dropBefore('2023-02-01') : store.deleteReadings({ userIds: [2] }),
      ]);
      await checkConsistent(store, [1, 2]);
    }
  });

  test('users made by an ingest never replace those who are put at the same time', async () => {
    const store = await target.open();
    for (let id = 1; id <= 5; id += 1) {
      const [a, b] = await Promise.all([
        store.ingest(readings([id], 3, 60), { unknownUsers: 'create' }),
        store.ingest(readings([id], 5, 60), { unknownUsers: 'create' }),
        store.putUser({ id, name: 'Ada', age: 36 }),
      ]);
      assertCounted(target, a.inserted + b.inserted, 5);
      assert.equal((await store.getUser(id))?.name, 'Ada');
    }
    await checkConsistent(store, [1, 2, 3, 4, 5]);
  });
}

/** Readings that several requests sent at the same time are counted by one of them; by more where several processes may. */
function assertCounted({ mayCountTwice = false }: Target, counted: number, sent: number): void {
  assert.ok(mayCountTwice ? counted >= sent : counted === sent, `${counted} of ${sent}`);
}

interface DatedReading extends ReadingInput {
  readonly userId: number;
  readonly timestamp: Date;
}

/** Readings of some users every five minutes from the evening of a month's last day on. */
function readings(userIds: readonly number[], count: number, heartRate: number): DatedReading[] {
  return userIds.flatMap((userId) =>
    Array.from({ length: count }, (_, at) => ({ userId, timestamp: new Date(START + at * 300_000), heartRate })),
  );
}

/** Whatever stands in the store by now: all its answers must be those of its raw readings. Gives them as a reference. */
async function checkConsistent(store: Store, ids: readonly number[]): Promise<ReferenceStore> {
  const reference = new ReferenceStore();
  for await (const user of store.listUsers()) reference.putUser(user);
  for (const id of ids) {
    for await (const { timestamp, heartRate } of store.readings(id, YEAR)) {
      reference.putReading(id, timestamp.getTime(), Math.round(heartRate * 1000));
    }
  }
  await checkContents(store, reference);
  await checkVerify(store, reference);
  const world = { ids, instants: [START, START + 3 * MS_PER_HOUR + 1, START + 13 * MS_PER_HOUR] };
  const queries = {
    minAge: null,
    genders: null,
    asOf: null,
    maxPoints: 4000,
    minReadings: 2,
    minDays: 2,
    zones: [60_000],
    percentiles: [50_000],
    maxGapMinutes: 90,
    threshold: null,
    limit: 12,
    timezone: null,
  };
  // verify() has compared every bucket of everybody; these are the answers made of them.
  const whole = [
    { at: 0, snap: 'month' },
    { at: 2, snap: 'end of day' },
  ] as const;
  const ragged = [
    { at: 0, snap: 'after' },
    { at: 1, snap: 'exact' },
  ] as const;
  await checkAnswers(store, reference, world, { ...queries, user: 0, window: whole });
  await checkAnswers(store, reference, world, { ...queries, user: ids.length - 1, window: ragged });
  return reference;
}
