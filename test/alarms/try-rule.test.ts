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
          await tryRule(storeOf(users, blockSize), rule, WINDOW),
          await tryRule({ ...storeOf(users, blockSize), scan: undefined }, rule, WINDOW),
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
      },
    ),
    { numRuns: 1000 },
  );
});

function isInside(time: number): boolean {
  return time >= WINDOW.from && time <= WINDOW.to;
}

/** A store that holds these readings, and gives them in order of hour, user and time. */
function storeOf(users: ReadonlyMap<number, readonly Point[]>, blockSize: number) {
  return {
    async *listUsers(): AsyncGenerator<User> {
      for (const id of users.keys()) {
        yield { id, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null };
      }
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
