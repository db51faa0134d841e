import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadingBlock } from '../../../src/model/reading-block.ts';
import { LEVELS } from '../../../src/window/bucket.ts';
import { ReferenceStore } from '../../reference/reference-store.ts';
import { collect } from '../collect.ts';
import { DEFAULT_RUNS } from '../default-runs.ts';
import type { Target } from '../target.ts';

const IDS = [4, 2 ** 32 + 7, 2 ** 53 - 1];
const START = Date.parse('2024-02-29T22:00:00Z');
const PERIOD = { from: START - 86_400_000, to: START + 4 * 86_400_000 };
const MINUTE = 60_000;

/** Readings that come batch by batch, as from devices, and everything else that may happen between two batches. */
export function streams(target: Target, runs: number): void {
  // Where properties are tried less often than by default, only each second or fourth window is asked about, others each time.
  const every = Math.ceil(DEFAULT_RUNS / runs);
  test('a stream of small batches keeps every answer right, whatever happens between two of them', async () => {
    const store = await target.open();
    const reference = new ReferenceStore();
    const put = async (id: number) => {
      reference.putUser(await store.putUser({ id }));
    };
    for (const id of IDS) await put(id);

    let minute = 0;
    const rowsOf = (first: number, count: number, step: number) =>
      Array.from({ length: count }, (_, at) => {
        const ms = START + (first + at * step) * MINUTE;
        return IDS.map((userId, user) => ({
          userId,
          ms,
          milli: 50_000 + (((first + at) * 317 + user * 1511) % 90_000),
        }));
      }).flat();
    type Rows = ReturnType<typeof rowsOf>;
    const write = async (blocks: readonly Rows[]) => {
      await store.ingest(
        blocks.map((rows) => {
          const block = new ReadingBlock(rows.length);
          for (const [at, { userId, ms, milli }] of rows.entries()) block.push(at + 1, userId, ms, milli);
          return block;
        }),
      );
      for (const { userId, ms, milli } of blocks.flat()) {
        if (reference.users.has(userId)) reference.putReading(userId, ms, milli);
      }
    };
    const batch = async () => {
      await write([rowsOf(minute, 3, 20)]);
      minute += 17;
    };
    const correction = (rows: Rows) => rows.map((row) => ({ ...row, milli: row.milli + 250 }));
    const deleteReadings = async (userIds: number[], from: number, to: number) => {
      await store.deleteReadings({ userIds, from: new Date(from), to: new Date(to) });
      reference.deleteReadings(userIds, { from, to });
    };

    const between: (() => Promise<void>)[] = [
      async () => {},
      () => write([correction(rowsOf(0, 2, 20))]),
      // A batch of the same readings, and of a new one and a corrected one.
      () => write([rowsOf(20, 1, 1)]),
      () => write([[...rowsOf(5, 1, 1), ...correction(rowsOf(20, 1, 1))]]),
      // Late, in another day and month.
      () => write([rowsOf(-600, 2, 30)]),
      // A load of several blocks, into the same hours and further ones.
      () => write([rowsOf(7, 4, 30), rowsOf(9, 4, 300), correction(rowsOf(7, 1, 1))]),
      () => deleteReadings([IDS[1]!], START + 10 * MINUTE, START + 50 * MINUTE),
      async () => {
        await store.deleteUsers([IDS[0]!]);
        reference.deleteUsers([IDS[0]!]);
      },
      () => put(IDS[0]!),
      async () => {
        const to = Date.parse('2024-03-01') - 1;
        await store.dropBefore(new Date(to + 1));
        reference.deleteReadings(undefined, { from: 0, to });
      },
      async () => {
        await store.repair();
      },
    ];
    // Windows with many hours for each peak and with few, whole and cut at either end, in the past and up to now.
    const days = 86_400_000;
    const windows = (part: number) => {
      const now = START + (minute + 23) * MINUTE;
      const starts = [START - 60 * days, START - 60 * days + 17 * MINUTE, START - 11 * MINUTE, START + 7 * MINUTE];
      const ends = [START + 90 * MINUTE, now, now - 9 * MINUTE, START + 60 * days - 1];
      return starts
        .flatMap((from) => ends.map((to) => ({ from, to })))
        .filter((_window, at) => (at + part) % every === 0);
    };
    // Of each window every one of these each time, by a user each: all of them have readings at the same instants.
    const wanted = [
      { limit: 1, minReadings: 1 },
      { limit: 10, minReadings: 1 },
      { limit: 2, minReadings: 3 },
    ];
    let turn = 0;
    const checkPeaks = async () => {
      turn += 1;
      const asked = windows(turn);
      for (const [user, userId] of IDS.entries()) {
        if (!reference.users.has(userId)) continue;
        for (const [at, { from, to }] of asked.entries()) {
          const which = wanted[(at + user + turn) % wanted.length]!;
          assert.deepEqual(
            await store.queryTop({ ...which, userId, from: new Date(from), to: new Date(to), details: true }),
            reference.top({ ...which, userId, from, to }),
          );
        }
      }
    };
    for (const [part, event] of between.entries()) {
      await event();
      await checkPeaks();
      await batch();
      await batch();
      await checkPeaks();
      for (const { from, to } of windows(part)) {
        assert.deepEqual(
          await store.queryUsers({ from: new Date(from), to: new Date(to), minHeartRate: 0, details: true }),
          reference.cohort({ from, to, minHeartRate: 0 }),
        );
        const enough = { minHeartRate: 0, minReadings: 5, minDays: 2 };
        assert.deepEqual(
          await store.queryUsers({ from: new Date(from), to: new Date(to), ...enough, details: true }),
          reference.cohort({ from, to, ...enough }),
        );
      }
      for (const level of LEVELS) {
        for (const id of reference.users.keys()) {
          const ends = { from: new Date(PERIOD.from), to: new Date(PERIOD.to) };
          assert.deepEqual(await collect(store.averages(id, ends, level)), reference.averages(id, PERIOD, level));
        }
      }
      const { ok, differing, problems } = await store.verify();
      assert.deepEqual({ ok, differing, problems }, { ok: true, differing: 0, problems: [] });
    }
  });
}
