import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allCells, cellName } from '../../bench/queries/cells.ts';
import {
  type CostModel,
  clusterPlan,
  costModel,
  shardsByDisk,
  shardsByTime,
  TARGET,
} from '../../bench/scale/extrapolate.ts';
import type { Checkpoint, ScaleResult } from '../../bench/scale/scale-result.ts';
import { timesOf } from '../../bench/times.ts';

const USERS_CELL = allCells().find(({ query, shape }) => query === 'queryUsers' && shape === 'ragged')!;
const TOP_CELL = allCells().find(({ query, shape }) => query === 'queryTop' && shape === 'ragged')!;

/** 4 bytes a reading, 100,000 readings/s, 100 MB and 10 kB a user, 5 ms and 2 ms a thousand users. */
function checkpoint(users: number): Checkpoint {
  const readings = users * 60_000;
  const cell = { cold: {}, ratios: {}, needed: { rollups: 0, raw: 0 } };
  return {
    users,
    years: 1,
    readings,
    load: { readings, seconds: readings / 100_000 },
    disk: { readings: 3 * readings, total: 4 * readings },
    peakMemory: { load: 1e9, queries: 1e8 + 1e4 * users },
    openMs: 300,
    cells: [
      { ...cell, cell: USERS_CELL, warm: { embedded: timesOf([5 + users / 500]) } },
      { ...cell, cell: TOP_CELL, warm: { embedded: timesOf([3]) } },
    ],
  };
}

function modelOf(checkpoints: readonly Checkpoint[]): CostModel | undefined {
  return costModel({ checkpoints } as unknown as ScaleResult);
}

describe('a cluster on paper', () => {
  const model = modelOf([1000, 5000, 10_000].map(checkpoint))!;

  test('the model is what was measured', () => {
    assert.equal(model.bytesPerReading, 4);
    assert.equal(Math.round(model.loadRate), 100_000);
    assert.equal(model.measuredUsers, 10_000);
    assert.equal(model.top.get(cellName(TOP_CELL)), 3);
    const line = model.cohort.get(cellName(USERS_CELL))!;
    assert.ok(Math.abs(line.base - 5) < 1e-6 && Math.abs(line.perUser - 0.002) < 1e-9);
  });

  test('a shard holds its share of a million users for ten years', () => {
    const plan = clusterPlan(model, TARGET, 100);
    assert.equal(plan.usersPerShard, 10_000);
    // 10,000 users x 10 years x 60,000 readings x 4 bytes.
    assert.equal(plan.diskPerShard, 24e9);
    assert.equal(Math.round(plan.loadHours * 3600), 60_000);
    assert.equal(Math.round(plan.cohortMs.get(cellName(USERS_CELL))!), 25);
    assert.equal(plan.isDrawnOut, false);
    assert.equal(clusterPlan(model, TARGET, 99).isDrawnOut, true);
  });

  test('disks and patience say how many shards it takes', () => {
    // 2.4 TB over 1 TB of usable disk; 245 ms left for 2,000 ms of users.
    assert.equal(shardsByDisk(model, TARGET), 3);
    assert.equal(shardsByTime(model, TARGET, cellName(USERS_CELL)), Math.ceil(2000 / 245));
    assert.equal(shardsByTime(model, { ...TARGET, cohortMs: 4 }, cellName(USERS_CELL)), undefined);
  });

  test('what fell as users grew is taken as flat', () => {
    const falling = [1000, 2000].map((users) => ({
      ...checkpoint(users),
      peakMemory: { load: 1e9, queries: 3e8 - 1e5 * users },
    }));
    assert.deepEqual(modelOf(falling)?.memory, { base: 1.5e8, perUser: 0 });
  });

  test('there is no model where users did not grow', () => {
    assert.equal(modelOf([checkpoint(1000), checkpoint(1000)]), undefined);
  });
});
