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

test('what is read while something is written may not be kept', async () => {
  const memory = new HourCache(1000);
  const early = memory.beginRead();
  assert.equal(early(), true);
  const gate = Promise.withResolvers<void>();
  const write = memory.during(() => gate.promise);
  const between = memory.beginRead();
  assert.equal(early(), false);
  assert.equal(between(), false);
  gate.resolve();
  await write;
  assert.equal(early(), false);
  assert.equal(between(), false);
  assert.equal(memory.beginRead()(), true);
});
