import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BenchResult, CellResult } from '../../bench/bench-result.ts';
import { dataPlan } from '../../bench/data/data-plan.ts';
import { allCells, type Cell } from '../../bench/queries/cells.ts';
import { type JudgedGoal, judgeGoals } from '../../bench/report/goals.ts';
import { differenceOf, spreadOf, timesOf } from '../../bench/times.ts';

const RAGGED_YEAR = allCells().find(
  (cell) => cell.query === 'queryUsers' && cell.cohort === 'male' && cell.length === 'year' && cell.shape === 'ragged',
)!;

function cellOf(cell: Cell, embeddedMs: number): CellResult {
  return {
    cell,
    warm: { embedded: timesOf([embeddedMs]), postgres: timesOf([4]), plainSchema: timesOf([4000]) },
    cold: {},
    ratios: { postgres: spreadOf([900, 1000, 1100]) },
    overHttp: differenceOf([1, 1.5, 3]),
    needed: { rollups: 50_000, raw: 5000 },
  };
}

/** Only what the goals look at. */
function resultOf(size: string, embeddedMs: number): BenchResult {
  const plan = dataPlan(size)!;
  return {
    plan,
    cells: [cellOf(RAGGED_YEAR, embeddedMs)],
    contenders: [
      {
        name: 'embedded',
        version: '',
        load: { readings: 60e6, seconds: 50 },
        disk: { readings: 200e6, total: 6e6 * (plan.readings / 1e6) },
        peakMemory: { load: 8e8, queries: 4e8 },
        open: timesOf([300]),
      },
    ],
    ingest: [],
    extras: {},
    floors: {
      emptyStatement: { embedded: timesOf([0.8]), postgres: timesOf([0.2]), http: timesOf([0.5]) },
      generator: { readings: 4e6, seconds: 1 },
      sync: timesOf([2]),
      nodeStart: timesOf([40]),
    },
  } as unknown as BenchResult;
}

function judged(text: RegExp, others: readonly BenchResult[] = []): JudgedGoal {
  const found = judgeGoals(resultOf('60m', 12), others).filter(({ goal }) => text.test(goal.text));
  assert.equal(found.length, 1, String(text));
  return found[0]!;
}

describe('goals', () => {
  test('a missed one says by how much, where, and what the floor is', () => {
    const { met, factor, measured, floor } = judged(/^embedded, queryUsers, any window/);
    assert.equal(met, false);
    assert.ok(Math.abs(factor! - 1.2) < 1e-9);
    assert.equal(measured?.where, 'queryUsers, male, year, ragged');
    assert.match(floor ?? '', /empty statement 0.8 .*50,000 rows of roll-ups and 5,000 readings/);
  });

  test('HTTP is judged by pairs of calls', () => {
    assert.equal(judged(/HTTP.* median/).met, true);
    assert.equal(judged(/HTTP.* median/).measured?.figure, 1.5);
    assert.equal(judged(/HTTP.* p95/).met, false);
  });

  test('at least so much: a load rate', () => {
    const { met, factor, floor } = judged(/^embedded, load from the generator/);
    assert.equal(met, false);
    assert.ok(Math.abs(factor! - 1.5 / 1.2) < 1e-9);
    assert.match(floor ?? '', /4 M\/s/);
  });

  test('against the plain SQL schema, with what an empty statement would give', () => {
    const { met, floor } = judged(/queryUsers, one year/);
    assert.equal(met, true);
    assert.match(floor ?? '', /20,000 x/);
  });

  test('cost is flat only against a result of the same users', () => {
    const text = /^embedded, cost at 60 M/;
    assert.equal(judged(text).measured, undefined);
    assert.equal(judged(text, [resultOf('25m', 10)]).measured?.figure, 1.2);
    assert.equal(judged(text, [resultOf('25m', 10)]).met, true);
    const fewer = { ...resultOf('25m', 10), plan: { ...dataPlan('25m')!, users: 100 } };
    assert.equal(judged(text, [fewer]).measured, undefined);
  });

  test('what was not measured is not judged', () => {
    const { met, measured } = judged(/^command line/);
    assert.equal(met, undefined);
    assert.equal(measured, undefined);
  });
});
