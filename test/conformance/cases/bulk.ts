import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadingInput } from '../../../src/model/reading.ts';
import { BLOCK_CAPACITY } from '../../../src/model/reading-block.ts';
import { MS_PER_HOUR, startOf } from '../../reference/civil-date.ts';
import { collect } from '../collect.ts';
import type { Target } from '../target.ts';

const IDS = [3, 2 ** 32 + 5, 77, 2 ** 53 - 1];
/** Instants of each user, 25 s apart, over the end of a year and of three months; more than 100,000 a month. */
const SLOTS = 210_000;
const START = Date.parse('2022-12-05T21:30:00.007Z');
const STEP = 25_000;
const END = START + SLOTS * STEP;

const instantOf = (slot: number) => START + slot * STEP;
const milliOf = (user: number, slot: number, round: number) =>
  40_000 + ((slot * 7919 + user * 104_729 + round * (slot % 3) * 31) % 120_000);

/** One input of many blocks, whose later blocks correct and repeat readings of the earlier ones. */
export function bulk(target: Target): void {
  test('a long load of many blocks with overlapping keys gives the answers of its readings', async () => {
    const store = await target.open();
    await store.importUsers(IDS.map((id) => ({ id })));
    const values = IDS.map(() => new Float64Array(SLOTS));
    const counts = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
    function* source(): Generator<ReadingInput> {
      for (let round = 0; round < 2; round += 1) {
        // The second time every fourth instant, from the latest to the first.
        for (let at = 0; at < SLOTS; at += round === 0 ? 1 : 4) {
          const slot = round === 0 ? at : SLOTS - 1 - at;
          for (const [user, userId] of IDS.entries()) {
            const milli = milliOf(user, slot, round);
            const before = values[user]![slot]!;
            counts.read += 1;
            counts[before === 0 ? 'inserted' : before === milli ? 'unchanged' : 'updated'] += 1;
            values[user]![slot] = milli;
            yield { userId, timestamp: new Date(instantOf(slot)), heartRate: milli / 1000 };
          }
        }
        if (round === 0) {
          counts.read += 1;
          counts.rejected += 1;
          yield { userId: 3, timestamp: 'never', heartRate: 60 };
        }
      }
    }
    const receipt = await store.ingest(source());
    const { read, inserted, updated, unchanged, rejected } = receipt;
    assert.deepEqual({ read, inserted, updated, unchanged, rejected }, counts);
    assert.ok(read > 2 * BLOCK_CAPACITY, 'the load must need several blocks');
    assert.ok(updated > 0 && unchanged > 0, 'the load must correct and repeat');
    assert.deepEqual(
      receipt.rejections.map(({ row, reason }) => [row, reason]),
      [[IDS.length * SLOTS + 1, 'invalid_timestamp']],
    );

    // Whole, and ragged at both ends.
    for (const [from, to] of [
      [Date.parse('2022-01-01'), Date.parse('2024-01-01')],
      [START + 12_345_678, END - 87_654_321],
    ] as const) {
      const expected = IDS.map((userId, user) => {
        const { sum, count } = totalOf(values[user]!, from, to);
        return { userId, externalId: null, average: sum / (1000 * count), count };
      }).sort((a, b) => b.average - a.average || a.userId - b.userId);
      const window = { from: new Date(from), to: new Date(to) };
      assert.deepEqual(await store.queryUsers({ ...window, minHeartRate: 0, details: true }), expected);
      for (const [user, userId] of IDS.entries()) {
        for (const resolution of ['hour', 'day', 'month'] as const) {
          const averages = await collect(store.averages(userId, window, resolution));
          assert.deepEqual(averages, averagesOf(values[user]!, from, to, resolution));
        }
        const hours = averagesOf(values[user]!, from, to, 'hour').map(({ average }) => average);
        const highest = [...new Set(hours)].sort((a, b) => b - a).slice(0, 10);
        assert.deepEqual(await store.queryTop({ ...window, userId }), highest);
      }
    }

    let slot = 0;
    for await (const { timestamp, heartRate } of store.readings(IDS[3]!, { from: '2022-01-01', to: '2024-01-01' })) {
      if (timestamp.getTime() !== instantOf(slot) || heartRate * 1000 !== values[3]![slot]) {
        assert.deepEqual([timestamp.getTime(), heartRate], [instantOf(slot), values[3]![slot]! / 1000]);
      }
      slot += 1;
    }
    assert.equal(slot, SLOTS);
    // Each user's readings in order of time, though they come in blocks of all users.
    if (store.scan !== undefined) {
      const slots = new Map(IDS.map((id) => [id, 0]));
      for await (const block of store.scan({ from: new Date(START), to: new Date(END) })) {
        for (let at = 0; at < block.length; at += 1) {
          const [userId, timestamp, milli] = [block.userIds[at]!, block.timestamps[at]!, block.heartRates[at]!];
          const next = slots.get(userId)!;
          const expected = values[IDS.indexOf(userId)]![next]!;
          if (timestamp !== instantOf(next) || milli !== expected) {
            assert.deepEqual([userId, timestamp, milli], [userId, instantOf(next), expected]);
          }
          slots.set(userId, next + 1);
        }
      }
      assert.deepEqual([...slots.values()], [SLOTS, SLOTS, SLOTS, SLOTS]);
    }

    const report = await store.verify();
    assert.deepEqual([report.ok, report.readings, report.problems], [true, IDS.length * SLOTS, []]);
    assert.equal((await store.stats()).readings, IDS.length * SLOTS);
    assert.deepEqual(await store.deleteUsers(IDS), { users: IDS.length, readings: IDS.length * SLOTS });
  });
}

function totalOf(values: Float64Array, from: number, to: number): { sum: number; count: number } {
  let [sum, count] = [0, 0];
  values.forEach((milli, slot) => {
    if (instantOf(slot) < from || instantOf(slot) > to) return;
    sum += milli;
    count += 1;
  });
  return { sum, count };
}

function averagesOf(values: Float64Array, from: number, to: number, resolution: 'hour' | 'day' | 'month') {
  // Days and months are made of hours here, only to keep the calendar's work small.
  const buckets = new Map<number, { sum: number; count: number; min: number; max: number }>();
  let [hour, start] = [-1, -1];
  values.forEach((milli, slot) => {
    const ms = instantOf(slot);
    if (ms < from || ms > to) return;
    if (Math.floor(ms / MS_PER_HOUR) !== hour) {
      hour = Math.floor(ms / MS_PER_HOUR);
      start = startOf(resolution, ms);
    }
    const bucket = buckets.get(start) ?? { sum: 0, count: 0, min: milli, max: milli };
    buckets.set(start, bucket);
    bucket.sum += milli;
    bucket.count += 1;
    bucket.min = Math.min(bucket.min, milli);
    bucket.max = Math.max(bucket.max, milli);
  });
  return [...buckets].map(([at, { sum, count, min, max }]) => ({
    start: new Date(at),
    count,
    average: sum / (1000 * count),
    min: min / 1000,
    max: max / 1000,
  }));
}
