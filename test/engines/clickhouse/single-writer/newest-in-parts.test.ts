import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NewestInParts } from '../../../../src/engines/clickhouse/single-writer/newest-in-parts.ts';

const put = (userId: number, timestamp: number) => ({
  length: 1,
  userIds: [userId],
  timestamps: [timestamp],
  heartRates: [60_000],
});
const bounds = (of: Readonly<Record<number, number>>) => async () =>
  new Map(Object.entries(of).map(([userId, bound]) => [Number(userId), bound]));

test('the parts hold nothing newer than what they held when first asked, and what was put there since', async () => {
  const newest = new NewestInParts();
  assert.equal(await newest.boundOf(1, bounds({ 1: 100 })), 100);
  assert.equal(await newest.boundOf(2, bounds({ 1: 100 })), 0);
  // What is only in a memtable does not count.
  assert.equal(await newest.boundOf(1, bounds({ 1: 200 })), 100);
  newest.raise(put(1, 150));
  newest.raise(put(1, 120));
  newest.raise(put(2, 50));
  assert.equal(await newest.boundOf(1, bounds({})), 150);
  assert.equal(await newest.boundOf(2, bounds({})), 50);
});

test('what is put there while somebody is looked up counts too', async () => {
  const newest = new NewestInParts();
  await newest.boundOf(2, bounds({}));
  let known = 100;
  const found = newest.boundOf(1, async () => {
    // All bounds rise before anything is put into the parts.
    known = 150;
    newest.raise(put(1, 150));
    return new Map([[1, known]]);
  });
  assert.equal(await found, 150);
});
