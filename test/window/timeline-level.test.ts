import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finestLevel, isAllowed, pointsOf, TIMELINE_LEVELS } from '../../src/window/timeline-level.ts';

const HOUR = { from: Date.parse('2023-01-01T10:00:00Z'), to: Date.parse('2023-01-01T10:59:59.999Z') };

test('stretches that the window touches are counted, whole or cut', () => {
  const counts = (window: { from: number; to: number }) =>
    TIMELINE_LEVELS.map((level) => pointsOf(level, { window, readings: 77 }));
  assert.deepEqual(counts(HOUR), [77, 360, 60, 6, 1, 1, 1]);
  assert.deepEqual(counts({ from: HOUR.from - 1, to: HOUR.to + 1 }), [77, 362, 62, 8, 3, 1, 1]);
  assert.deepEqual(counts({ from: HOUR.from, to: HOUR.from }), [77, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual(counts({ from: Date.parse('2022-12-31T23:59:59.999Z'), to: HOUR.from }).slice(-3), [12, 2, 2]);
});

test('the finest level is the one with the most points that are not too many', () => {
  const finest = (readings: number, maxPoints: number) => finestLevel({ window: HOUR, readings }, maxPoints);
  assert.deepEqual([finest(360, 360), finest(361, 360), finest(361, 359)], ['raw', '10-seconds', '1-minute']);
  assert.deepEqual([finest(9, 6), finest(9, 5), finest(9, 1)], ['10-minutes', 'hour', 'hour']);
  const year = { from: HOUR.from, to: Date.parse('2024-01-01') };
  assert.equal(finestLevel({ window: year, readings: 14 }, 12), undefined);
});

test('what has to be added up is bounded, what roll-ups hold is not', () => {
  const many = { window: HOUR, readings: 200_001 };
  assert.deepEqual(
    TIMELINE_LEVELS.filter((level) => isAllowed(level, many, 4000)),
    ['hour', 'day', 'month'],
  );
  assert.equal(isAllowed('10-seconds', { ...many, readings: 200_000 }, 4000), true);
});
