import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tryRule } from '../../src/alarms/try-rule.ts';
import type { StoreStats } from '../../src/engine/store-stats.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import type { User } from '../../src/model/user.ts';
import { bucketOf } from '../../src/window/bucket.ts';
import { conditions, MINUTE, point, START } from './arbitraries.ts';
import { type Point, referenceEpisodes } from './reference-episodes.ts';

const WINDOW = { from: START + 30 * MINUTE, to: START + 540 * MINUTE };
/** Long after it. */
const NOW = WINDOW.to + 1000 * MINUTE;
const points = fc
  .uniqueArray(point, { maxLength: 80, selector: ([at]) => at })
  .map((some) => some.sort(([a], [b]) => a - b));

test('a rule is tried by scanning all readings as by reading them user by user: as if all came at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      conditions,
      fc.array(points, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 50 }),
      async (condition, all, blockSize) => {
        const users = new Map(all.map((some, at) => [at + 1, some.filter(([time]) => isInside(time))]));
        const rule = { whom: {}, condition };
        const [scanned, read] = [
          await tryRule(storeOf(users, blockSize), rule, WINDOW, NOW),
          await tryRule({ ...storeOf(users, blockSize), scan: undefined }, rule, WINDOW, NOW),
        ];
        assert.deepEqual(scanned, read);
        const episodes = [...users.values()].map((some) => referenceEpisodes(condition, some, WINDOW.to));
        assert.deepEqual(
          scanned.mostAlarmed.map(({ userId, alarms }) => [userId, alarms]).sort(),
          episodes.flatMap(({ length }, at) => (length > 0 ? [[at + 1, length]] : [])),
        );
        const days = Map.groupBy(episodes.flat(), ({ raisedAt }) => bucketOf('day', raisedAt));
        assert.deepEqual(
          scanned.days.map(({ day, alarms }) => [bucketOf('day', day.getTime()), alarms]),
          [...days].map(([day, some]) => [day, some.length]).sort(),
        );
        for (const [at, userId] of [...users.keys()].entries()) {
          const some = episodes[at]!;
          const alone = await tryRule(storeOf(users, blockSize), rule, WINDOW, NOW, { userId });
          assert.deepEqual(alone.episodes, some);
          assert.deepEqual([alone.usersConcerned, alone.alarms], [1, some.length]);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('nobody is tried where the user does not exist, or is of no concern to the rule', async () => {
  const users = new Map([[1, [[START + 40 * MINUTE, 80_000]] as const]]);
  const condition = { type: 'silence', forMinutes: 10 } as const;
  for (const [whom, userId] of [
    [{}, 2],
    [{ minAge: 40 }, 1],
    [{ userIds: [2] }, 1],
  ] as const) {
    const { usersConcerned, alarms, episodes } = await tryRule(storeOf(users, 5), { whom, condition }, WINDOW, NOW, {
      userId,
    });
    assert.deepEqual([usersConcerned, alarms, episodes], [0, 0, []]);
  }
});

test('silence is judged as of now in a window that ends later', async () => {
  const last = START + 40 * MINUTE;
  const users = new Map([[1, [[last, 80_000]] as const]]);
  const rule = { whom: {}, condition: { type: 'silence', forMinutes: 10 } } as const;
  const alarmsAt = async (now: number) => (await tryRule(storeOf(users, 5), rule, WINDOW, now)).alarms;
  assert.equal(await alarmsAt(last + 10 * MINUTE), 0);
  assert.equal(await alarmsAt(last + 10 * MINUTE + 1), 1);
});

test('of many alarms of one user no more than the longest one is kept', async () => {
  const users = new Map([[1, [] as Point[]]]);
  // Each second reading ends an alarm; kept one and all they would take some hundred megabytes.
  const scan = async function* () {
    for (let block = 0; block < 300; block += 1) {
      const rows = new ReadingBlock(10_000);
      for (let at = 0; at < 10_000; at += 1) {
        rows.push(at + 1, 1, START + (block * 10_000 + at) * 10, at % 2 === 0 ? 120_000 : 80_000);
      }
      yield rows;
      most = Math.max(most, process.memoryUsage().heapUsed);
    }
  };
  let most = 0;
  const limit = { type: 'sustained', direction: 'above', limit: 100 } as const;
  const rule = { whom: {}, condition: { ...limit, forMinutes: 0, minReadings: 1, maxGapMinutes: 5 } };
  const window = { from: START, to: START + 40_000_000 };
  const before = process.memoryUsage().heapUsed;
  const { alarms, mostAlarmed } = await tryRule({ ...storeOf(users, 1), scan }, rule, window, NOW);
  assert.deepEqual([alarms, mostAlarmed[0]?.longest.from], [1_500_000, START]);
  assert.ok(most - before < 150e6, `${most - before} bytes`);
});

function isInside(time: number): boolean {
  return time >= WINDOW.from && time <= WINDOW.to;
}

/** A store that holds these readings, and gives them in order of hour, user and time. */
function storeOf(users: ReadonlyMap<number, readonly Point[]>, blockSize: number) {
  const userOf = (id: number): User => ({
    ...{ id, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null },
  });
  return {
    async *listUsers(): AsyncGenerator<User> {
      for (const id of users.keys()) yield userOf(id);
    },
    async getUser(user: string | number): Promise<User | undefined> {
      return users.has(Number(user)) ? userOf(Number(user)) : undefined;
    },
    async *readings(user: string | number) {
      const userId = Number(user);
      for (const [time, milli] of users.get(userId)!) {
        yield { userId, timestamp: new Date(time), heartRate: milli / 1000 };
      }
    },
    async stats() {
      return { firstReading: new Date(START), lastReading: new Date(WINDOW.to) } as StoreStats;
    },
    async *scan() {
      const rows = [...users].flatMap(([id, some]) => some.map(([time, milli]) => ({ id, time, milli })));
      rows.sort((a, b) => bucketOf('hour', a.time) - bucketOf('hour', b.time) || a.id - b.id || a.time - b.time);
      for (let at = 0; at < rows.length; at += blockSize) {
        const block = new ReadingBlock(blockSize);
        for (const { id, time, milli } of rows.slice(at, at + blockSize)) block.push(1, id, time, milli);
        yield block;
      }
    },
  };
}
