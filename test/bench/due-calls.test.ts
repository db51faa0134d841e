import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueCalls } from '../../bench/queries/due-calls.ts';

const TOTAL = 120;

test('as many calls as there is time for', () => {
  for (const share of [0, 1, 3, 50, TOTAL]) assert.equal(dueCalls(share, TOTAL).size, share);
});

test('whoever makes fewer makes none that others leave out', () => {
  for (let share = 1; share < TOTAL; share += 1) {
    const more = dueCalls(share + 1, TOTAL);
    assert.ok([...dueCalls(share, TOTAL)].every((call) => more.has(call)));
  }
});

test('they are spread over all calls', () => {
  for (const share of [3, 5, 10, 30]) {
    const quarters = new Set(
      [...dueCalls(share, TOTAL)].map((call) => Math.floor((call * Math.min(share, 4)) / TOTAL)),
    );
    assert.ok(quarters.size >= Math.min(share, 4) - 1, `${share}: ${[...quarters]}`);
  }
});
