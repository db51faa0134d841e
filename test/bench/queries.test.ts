import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataPlan, PERIOD } from '../../bench/data/data-plan.ts';
import { type Call, cellCalls } from '../../bench/queries/cell-calls.ts';
import { allCells, cellName } from '../../bench/queries/cells.ts';
import { randomOf } from '../../bench/queries/random.ts';
import { randomWindow, WINDOW_LENGTHS, WINDOW_SHAPES } from '../../bench/queries/windows.ts';

const HOUR = 3_600_000;

describe('windows', () => {
  for (const length of WINDOW_LENGTHS) {
    for (const shape of WINDOW_SHAPES) {
      test(`${length}, ${shape}: within the year, with the ends it is named for`, () => {
        const random = randomOf(7);
        for (let at = 0; at < 500; at += 1) {
          const { from, to } = randomWindow(length, shape, random);
          assert.ok(from >= PERIOD.from && from < to && to < PERIOD.to);
          if (shape === 'aligned') {
            assert.equal(from % HOUR, 0);
            assert.equal((to + 1) % HOUR, 0);
          } else {
            assert.equal(new Date(from).getUTCSeconds() % 2, 1);
            assert.equal(new Date(to).getUTCSeconds() % 2, 1);
          }
        }
      });
    }
  }
});

describe('calls', () => {
  const plan = dataPlan('100k')!;
  const reference = {
    cohort: async () => [[1, 90] as const, [2, 80] as const, [3, 70] as const, [4, 60] as const],
    queryTop: async () => [90],
  };
  const ask = (seed: number): Promise<Call[][]> =>
    Promise.all(allCells().map((cell) => cellCalls(cell, 5, plan, seed, reference)));

  test('the same seed asks the same queries, another one asks others', async () => {
    assert.deepEqual(await ask(1), await ask(1));
    assert.notDeepEqual(await ask(1), await ask(2));
  });

  test('the threshold halves the cohort', async () => {
    const cell = allCells().find((one) => one.query === 'queryUsers' && one.shape === 'ragged')!;
    for (const call of await cellCalls(cell, 5, plan, 1, reference)) {
      assert.equal(call.kind === 'queryUsers' && call.query.minHeartRate, 70);
    }
  });

  test('names of cells are their own', () => {
    const names = allCells().map(cellName);
    assert.equal(new Set(names).size, names.length);
  });
});

describe('sizes', () => {
  test('the three fixed sizes and any number', () => {
    assert.deepEqual(dataPlan('2.5m'), { name: '2.5m', users: 100, readings: 2_500_000, seed: 42 });
    assert.equal(dataPlan('60M')?.users, 1000);
    assert.equal(dataPlan('100k')?.readings, 100_000);
    assert.equal(dataPlan('250000')?.readings, 250_000);
    assert.equal(dataPlan('many'), undefined);
    assert.equal(dataPlan('0'), undefined);
  });
});
