import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Memtable } from '../../../../src/engines/clickhouse/memtable/memtable.ts';
import { NoRecentReadings } from '../../../../src/engines/clickhouse/memtable/no-recent-readings.ts';
import type { View } from '../../../../src/engines/clickhouse/memtable/view.ts';
import { TotalColumns } from '../../../../src/engines/clickhouse/single-writer/total-columns.ts';
import type { Executor } from '../../../../src/engines/clickhouse/statements/executor.ts';
import { encodeNativeBlock } from '../../../../src/engines/clickhouse/statements/native-block.ts';
import { bucketStart, HOUR_MS } from '../../../../src/window/bucket.ts';
import { type Covering, covering } from '../../../../src/window/covering.ts';

const USERS = 50;
const MONTH = (2024 - 1970) * 12;
const VIEW: View = { ...new NoRecentReadings().view(), mayCache: () => true };

describe('totals of all users in columns', () => {
  let statements = 0;
  /** An engine in which each user has one reading of as many bpm as the user id in each bucket that is asked for. */
  const executor = {
    query: async (sql: string) => {
      statements += 1;
      const ids = /slot IN \(([\d,]+)\)/.exec(sql)?.[1]?.split(',').map(Number) ?? [];
      const rows = ids.flatMap((id) => Array.from({ length: USERS }, (_, at) => [id, at + 1] as const));
      return encodeNativeBlock([
        { name: 'slot', type: 'UInt32', values: rows.map(([id]) => id) },
        { name: 'user_id', type: 'Int64', values: rows.map(([, userId]) => userId) },
        { name: 'readings', type: 'UInt64', values: rows.map(() => 1) },
        { name: 'total', type: 'UInt64', values: rows.map(([, userId]) => userId * 1000) },
      ]);
    },
  } as unknown as Executor;

  beforeEach(() => {
    statements = 0;
  });

  const month = (at: number): Covering =>
    covering({ from: bucketStart('month', MONTH + at), to: bucketStart('month', MONTH + at + 1) - 1 });

  async function totalOf(
    columns: TotalColumns,
    userId: number,
    window: Covering,
  ): Promise<[count: number, sum: number]> {
    const read = await columns.read(window, VIEW);
    const at = columns.indexOf(userId);
    const add = (values: Float64Array[]) =>
      values.reduce((sum, list) => sum + (at === undefined ? 0 : (list[at] ?? 0)), 0);
    return [add(read.map(({ counts }) => counts)), add(read.map(({ sums }) => sums))];
  }

  test('what was read once is there the next time', async () => {
    const columns = new TotalColumns(executor, 1_000_000);
    for (let round = 0; round < 3; round += 1) assert.deepEqual(await totalOf(columns, 7, month(0)), [1, 7000]);
    assert.equal(statements, 1);
  });

  test('the column that was not used for longest goes first, and answers stay right', async () => {
    const columns = new TotalColumns(executor, 3 * (400 + 60 * 16));
    for (const at of [0, 1, 2]) await totalOf(columns, 1, month(at));
    await totalOf(columns, 1, month(0));
    await totalOf(columns, 1, month(3));
    assert.equal(statements, 4);
    for (const at of [0, 3]) await totalOf(columns, 1, month(at));
    assert.equal(statements, 4);
    assert.deepEqual(await totalOf(columns, 2, month(1)), [1, 2000]);
    assert.equal(statements, 5);
  });

  test('without room nothing stays', async () => {
    const columns = new TotalColumns(executor, 0);
    for (let round = 0; round < 2; round += 1) assert.deepEqual(await totalOf(columns, 3, month(0)), [1, 3000]);
    assert.equal(statements, 2);
  });

  test('what a flush adds is added, also of users who were in no column', async () => {
    const columns = new TotalColumns(executor, 1_000_000);
    await totalOf(columns, 1, month(0));
    await totalOf(columns, 1, month(1));
    const table = new Memtable();
    const start = bucketStart('month', MONTH);
    table.add({ length: 2, userIds: [7, 99], timestamps: [start, start], heartRates: [60_000, 61_000] });
    columns.flushed(table);
    assert.deepEqual(await totalOf(columns, 7, month(0)), [2, 67_000]);
    assert.deepEqual(await totalOf(columns, 99, month(0)), [1, 61_000]);
    assert.deepEqual(await totalOf(columns, 99, month(1)), [0, 0]);
    assert.equal(statements, 2);
  });

  test('what changes in another way is read again, and nothing else', async () => {
    const columns = new TotalColumns(executor, 1_000_000);
    for (const at of [0, 1]) await totalOf(columns, 1, month(at));
    const hour = bucketStart('month', MONTH + 1) / HOUR_MS;
    columns.forget({ from: hour, to: hour + 1, users: [1] });
    for (const at of [0, 1]) await totalOf(columns, 1, month(at));
    assert.equal(statements, 3);
    columns.forgetAll();
    assert.deepEqual(await totalOf(columns, 5, month(0)), [1, 5000]);
    assert.equal(statements, 4);
  });

  test('nothing is kept of what was read while something is written', async () => {
    const columns = new TotalColumns(executor, 1_000_000);
    const busy: View = { ...VIEW, mayCache: () => false };
    await columns.read(month(0), busy);
    await columns.read(month(0), busy);
    assert.equal(statements, 2);
  });
});
