import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Memtable } from '../../../../src/engines/clickhouse/memtable/memtable.ts';
import { bucketIdOf } from '../../../../src/engines/clickhouse/schema/bucket-id.ts';
import type { ReadingColumns } from '../../../../src/engines/clickhouse/schema/reading-columns.ts';
import { bucketOf, HOUR_MS, LEVELS } from '../../../../src/window/bucket.ts';

type Reading = readonly [userId: number, timestamp: number, heartRate: number];

const START = Date.UTC(2024, 0, 31, 20);

const reading = fc.tuple(
  fc.constantFrom(1, 2, 2 ** 53 - 1),
  // Around the end of a month, in seconds, so that keys of several batches meet in one hour.
  fc.integer({ min: 0, max: 8 * 3600 }).map((second) => START + second * 1000),
  fc.integer({ min: 20_000, max: 300_000 }),
);
/** Batches of readings that are all new, or all of them joined, as in a record of the log. */
const batches = fc
  .uniqueArray(reading, { selector: ([userId, timestamp]) => `${userId} ${timestamp}`, maxLength: 80 })
  .chain((all) => fc.array(fc.nat(80), { maxLength: 4 }).map((cuts) => cut(all, cuts)))
  .chain((list) => fc.constantFrom(list, [list.flat()]));

function cut(all: readonly Reading[], cuts: readonly number[]): Reading[][] {
  const ends = [...cuts, all.length].sort((a, b) => a - b);
  return ends.map((end, at) => all.slice(ends[at - 1] ?? 0, end).sort(([a, s], [b, t]) => a - b || s - t));
}

function columnsOf(rows: readonly Reading[]): ReadingColumns {
  return {
    length: rows.length,
    userIds: rows.map(([userId]) => userId),
    timestamps: rows.map(([, timestamp]) => timestamp),
    heartRates: rows.map(([, , heartRate]) => heartRate),
  };
}

function sumOf(rows: readonly Reading[]) {
  const rates = rows.map(([, , heartRate]) => heartRate);
  const sum = rates.reduce((total, rate) => total + rate, 0);
  return { count: rates.length, sum, lowest: Math.min(...rates), highest: Math.max(...rates) };
}

function filled(list: readonly Reading[][]): Memtable {
  const table = new Memtable();
  for (const rows of list) table.add(columnsOf(rows));
  return table;
}

test('totals of every level are those of its readings, whatever the batches', () => {
  fc.assert(
    fc.property(batches, (list) => {
      const table = filled(list);
      const all = list.flat();
      for (const level of LEVELS) {
        const groups = Map.groupBy(
          all,
          ([userId, timestamp]) => `${bucketIdOf(level, bucketOf(level, timestamp))} ${userId}`,
        );
        for (const [key, rows] of groups) {
          const [id, userId] = key.split(' ').map(Number);
          const { count, sum, lowest, highest } = table.sumOf(id!, userId!)!;
          assert.deepEqual({ count, sum, lowest, highest }, sumOf(rows));
        }
      }
      const buckets = new Set(LEVELS.flatMap((level) => all.map(([, ms]) => bucketIdOf(level, bucketOf(level, ms)))));
      assert.deepEqual(new Set(table.sums.keys()), buckets);
      assert.equal(table.length, all.length);
    }),
  );
});

test('its columns are its readings by hour, user and instant', () => {
  fc.assert(
    fc.property(batches, (list) => {
      const { length, userIds, timestamps, heartRates } = filled(list).columns();
      const found = Array.from({ length }, (_, at) => [userIds[at]!, timestamps[at]!, heartRates[at]!]);
      const hour = (ms: number) => Math.floor(ms / HOUR_MS);
      const all = list.flat().sort(([a, s], [b, t]) => hour(s) - hour(t) || a - b || s - t);
      assert.deepEqual(found, all);
    }),
  );
});

test('readings of one user and hour whose time runs back are in order', () => {
  const rows = [20, 5, 10, 1].map((second): Reading => [1, START + second * 1000, 60_000 + second]);
  const table = filled([rows]);
  assert.deepEqual(Array.from(table.columns().timestamps), rows.map(([, timestamp]) => timestamp).sort());
  for (const [userId, timestamp, heartRate] of rows) assert.equal(table.heartRateAt(userId, timestamp), heartRate);
});

test('a reading is found by its key, and a range of an hour has what lies in it', () => {
  const from = fc.integer({ min: 0, max: 3_599_999 });
  fc.assert(
    fc.property(batches, from, from, fc.nat(7), (list, a, b, hour) => {
      const table = filled(list);
      const all = list.flat();
      for (const [userId, timestamp, heartRate] of all) {
        assert.equal(table.heartRateAt(userId, timestamp), heartRate);
        assert.equal(table.heartRateAt(userId, timestamp + 1), undefined);
      }
      const start = START + hour * HOUR_MS;
      const range = { from: start + Math.min(a, b), to: start + Math.max(a, b) + 1 };
      const within = all.filter(([, timestamp]) => timestamp >= range.from && timestamp < range.to);
      const expected = Map.groupBy(within, ([userId]) => userId);
      const found = new Map(table.sumsWithin(range));
      assert.deepEqual(new Set(found.keys()), new Set(expected.keys()));
      for (const [userId, rows] of expected) {
        const { count, sum } = found.get(userId)!;
        assert.deepEqual([count, sum], [rows.length, sumOf(rows).sum]);
      }
    }),
  );
});
