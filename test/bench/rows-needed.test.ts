import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataPlan, PERIOD } from '../../bench/data/data-plan.ts';
import { meanRowsNeeded, rowsNeeded } from '../../bench/queries/rows-needed.ts';

const PLAN = dataPlan('60m')!;
const YEAR = { from: PERIOD.from, to: PERIOD.to - 1 };
const HOUR = 3_600_000;
const averages = [
  [1, 70],
  [2, 60],
] as const;

test('a whole year is twelve months of each user of the cohort', () => {
  const query = { minAge: 24, minHeartRate: 60, ...YEAR };
  assert.deepEqual(rowsNeeded({ kind: 'queryUsers', query, averages }, PLAN), { rollups: 24, raw: 0 });
});

test('queryTop needs every hour', () => {
  const query = { userId: 1, ...YEAR };
  assert.deepEqual(rowsNeeded({ kind: 'queryTop', query, answer: [] }, PLAN), { rollups: 8760, raw: 0 });
});

test('cut hours are counted in raw readings, and calls are averaged', () => {
  // Half an hour, an hour, half an hour: 60,000 readings a year are 6.85 an hour.
  const query = { userId: 1, from: YEAR.from + HOUR / 2, to: YEAR.from + 2.5 * HOUR - 1 };
  const call = { kind: 'queryTop', query, answer: [] } as const;
  const { rollups, raw } = rowsNeeded(call, PLAN);
  assert.equal(rollups, 1);
  assert.ok(Math.abs(raw - 60_000 / 8760) < 1e-9);
  assert.deepEqual(meanRowsNeeded([call, call], PLAN), { rollups: 1, raw: 7 });
});
