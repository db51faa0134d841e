import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readShardsOptions } from '../../bench/shards/shards-options.ts';
import { shardsReport } from '../../bench/shards/shards-report.ts';
import type { ClusterResult, ShardsResult } from '../../bench/shards/shards-result.ts';
import { timesOf } from '../../bench/times.ts';

describe('the options of a run over shards', () => {
  test('the defaults are one, two and four shards', () => {
    const { name, plan, shards } = readShardsOptions([]);
    assert.deepEqual([name, plan.readings, plan.users, shards], ['shards', 3_000_000, 1000, [1, 2, 4]]);
  });

  test('another size has another name', () => {
    assert.equal(readShardsOptions(['--users', '10000']).name, 'shards-3m-10000-users');
  });

  test('what is not a number is refused', () => {
    assert.throws(() => readShardsOptions(['--shards', '1,two']), /--shards must be a whole number/);
    assert.throws(() => readShardsOptions(['--readings', '10', '--users', '11']), /a reading a user/);
  });
});

/** 4 ms and 2 ms a shard; each node works 3 ms and 8 ms a thousand of its users. */
function cluster(shards: number): ClusterResult {
  const users = 1000 / shards;
  const work = Array.from({ length: shards }, () => ({ cpuMs: 3 + users / 125, readBytes: 1000 * users, parts: 2 }));
  const times = timesOf([4 + 2 * shards]);
  return {
    load: { readings: 60_000, seconds: 2 },
    nodes: work.map(() => ({ users, readings: 60 * users, parts: 40, bytes: 1e6, idleMs: 4 })),
    floors: [{ floor: 'every shard', times: timesOf([shards]), work }],
    cells: [{ cell: { query: 'queryTop', length: 'year', shape: 'ragged' }, times, work }],
  };
}

const RESULT = {
  date: '2026-01-01T00:00:00.000Z',
  command: 'node bench/shards.ts',
  machine: { processor: 'P', cores: 2, memoryBytes: 1e9, system: 'S', node: 'v24', loadBefore: 0 },
  version: 'ClickHouse',
  users: 1000,
  readings: 60_000,
  clusters: [1, 2, 4].map(cluster),
  comparedAnswers: 7,
  wrongAnswers: [],
  minutes: 1,
} as unknown as ShardsResult;

describe('the report over shards', () => {
  const rows = shardsReport(RESULT)
    .split('\n')
    .filter((line) => line.startsWith('| queryTop'))
    .map((line) => line.split(' | ').map((cell) => cell.replaceAll('|', '').trim()));

  test('times and the work of all nodes are fitted over the shards', () => {
    assert.deepEqual(rows[0]!.slice(1, 4), ['6 / 6', '8 / 8', '12 / 12']);
    assert.equal(rows[0]!.at(-1), '4 + 2 x');
    assert.deepEqual(rows[1]!.slice(1, 4), ['11', '14', '20']);
    assert.equal(rows[1]!.at(-1), '8 + 3 x');
  });

  test('the busiest node is fitted over its users', () => {
    assert.deepEqual(rows[2]!.slice(2, 4), ['7 + 7', '5 + 5 + 5 + 5']);
    assert.equal(rows[2]!.at(-1), '3 + 8 x');
  });

  test('a wrong answer makes the run void', () => {
    assert.match(shardsReport({ ...RESULT, wrongAnswers: ['2 shards: 3 values instead of 4'] }), /this run is void/);
  });
});
