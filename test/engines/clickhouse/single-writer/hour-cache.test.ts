import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HourCache } from '../../../../src/engines/clickhouse/single-writer/hour-cache.ts';
import { emptyMonth } from '../../../../src/engines/clickhouse/single-writer/month-of-hours.ts';

const MONTH = 648;
const YEAR = Array.from({ length: 12 }, (_, at) => MONTH + at);

/** Keeps a year of each user in turn. */
function keepYears(memory: HourCache, userIds: Iterable<number>): void {
  for (const id of userIds) memory.keep(id, new Map(YEAR.map((month) => [month, emptyMonth(month, false)])));
}

test('the most recently queried users stay, within the limit of bytes', () => {
  const memory = new HourCache(10 * 12 * 7000);
  keepYears(memory, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  memory.months(1);
  keepYears(memory, [11, 12, 13]);
  const isKept = (id: number) => memory.months(id)?.size === 12;
  assert.deepEqual([2, 3].map(isKept), [false, false]);
  assert.deepEqual([1, 10, 11, 12, 13].map(isKept), [true, true, true, true, true]);
  // The room of what was forgotten is there for others, however often.
  for (let round = 0; round < 50; round += 1) {
    memory.forget({ from: 0, to: 24 * 366 * 200, users: round % 2 === 0 ? null : [12, 13] });
    keepYears(memory, [11, 12, 13, 14, 15]);
  }
  assert.deepEqual([11, 12, 13, 14, 15].map(isKept), [true, true, true, true, true]);
  memory.forgetAll();
  assert.deepEqual([11, 15].map(isKept), [false, false]);
});

test('without room nothing stays', () => {
  const memory = new HourCache(0);
  keepYears(memory, [1, 2]);
  assert.equal(memory.months(1), undefined);
  assert.equal(memory.months(2), undefined);
});

test('readings that are added to a month are in it, as long as its arrays can hold them', () => {
  const memory = new HourCache(1_000_000);
  const { first } = emptyMonth(MONTH, false);
  memory.keep(1, new Map([[MONTH, undefined]]));
  memory.add(1, first + 5, { count: 2, sum: 150_000, lowest: 70_000, highest: 80_000 });
  memory.add(1, first + 5, { count: 1, sum: 90_500, lowest: 90_500, highest: 90_500 });
  memory.add(2, first, { count: 1, sum: 1, lowest: 1, highest: 1 });
  const hours = memory.months(1)?.get(MONTH);
  assert.deepEqual([hours?.counts[5], hours?.sums[5], hours?.bounds[5]], [3, 240_500, 91]);
  assert.equal(memory.months(2), undefined);
  memory.add(1, first + 5, { count: 70_000, sum: 2 ** 33, lowest: 20_000, highest: 300_000 });
  assert.equal(memory.months(1), undefined);
});
