import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadingBlock } from '../../../src/model/reading-block.ts';
import { DryRun } from '../../../src/store/dry-run.ts';
import type { IngestOptions, Receipt, Store } from '../../../src/store/store.ts';
import type { Target } from '../target.ts';

const CREATE = { unknownUsers: 'create' } as const;
const MONTH_MS = 31 * 86_400_000;
const START = Date.parse('2023-01-01T00:00:00Z');

type Row = readonly [user: number, second: number, heartRate: number];

function blockOf(rows: readonly Row[]): ReadingBlock {
  const block = new ReadingBlock(Math.max(1, rows.length));
  for (const [at, [user, second, heartRate]] of rows.entries()) {
    block.add(at + 1, user, START + second * 1000, heartRate);
  }
  return block;
}

/** What a dry run says of some blocks, and then the import itself. */
async function both(store: Store, parts: readonly (readonly Row[])[], options: IngestOptions, isOneBlock = false) {
  const blocks = isOneBlock ? [parts.flat()] : parts;
  const before = await store.stats();
  const dry = await store.ingest(blocks.map(blockOf), { ...options, dryRun: true });
  const { users, readings } = await store.stats();
  assert.deepEqual([users, readings], [before.users, before.readings], 'a dry run writes nothing');
  const real = await store.ingest(blocks.map(blockOf), options);
  return { dry, real };
}

function outcomes({ inserted, updated, unchanged, rejected, usersCreated }: Receipt): readonly number[] {
  return [inserted, updated, unchanged, rejected, usersCreated];
}

export function dryRuns(target: Target): void {
  test('a dry run counts what the import then does, block after block', async () => {
    const store = await target.open();
    await store.ingest([blockOf([1, 2, 3].map((second): Row => [1, second, 60]))], CREATE);
    const blocks: readonly (readonly Row[])[] = [
      [
        [1, 1, 60],
        [1, 2, 61],
        [1, 2, 62],
        [1, 9, 60],
        [2, 1, 60],
      ],
      [
        [1, 9, 60],
        [1, 2, 60],
        [2, 1, 70],
        [3, 1, 500],
        [1, 3, 61],
      ],
    ];
    const rejecting = await both(store, blocks, {}, target.isServed);
    assert.deepEqual(rejecting.dry, rejecting.real);
    assert.deepEqual(outcomes(rejecting.dry), [1, 4, 2, 3, 0]);
    const creating = await both(store, blocks, CREATE, target.isServed);
    assert.deepEqual(creating.dry, creating.real);
    assert.deepEqual(outcomes(creating.dry), [1, 4, 4, 1, 1]);
  });

  test('a dry run counts a large import of which the store holds a part', async () => {
    const store = await target.open();
    const rows = Array.from({ length: 12_000 }, (_, at): Row => {
      const month = Math.floor(at / 4000);
      return [1 + (at % 3), (month * MONTH_MS) / 1000 + at, 60 + (at % 50)];
    });
    const stored = rows.filter(([, second]) => second < MONTH_MS / 1000).slice(100, 3000);
    await store.ingest([blockOf(stored)], CREATE);
    const changed = rows.map(([user, second, heartRate], at): Row => [user, second, at % 7 === 0 ? 40 : heartRate]);
    const parts = [changed.slice(6000), changed.slice(0, 7000), rows];
    const { dry, real } = await both(store, parts, CREATE, target.isServed);
    assert.deepEqual(dry, real);
    assert.ok(dry.inserted > 9000 && dry.updated > 400 && dry.unchanged > 2400);
  });

  test('users who are named by text and have no id yet are counted once, with their readings', async () => {
    const store = await target.open();
    const rows = [60, 61, 61].map((heartRate) => ({ user: 'P-1', timestamp: new Date(START), heartRate }));
    const dry = await store.ingest(rows, { ...CREATE, dryRun: true });
    assert.deepEqual(outcomes(dry), [1, 1, 1, 0, 1]);
    assert.deepEqual(dry, await store.ingest(rows, CREATE));
    assert.deepEqual(outcomes(await store.ingest(rows, { ...CREATE, dryRun: true })), [0, 2, 1, 0, 0]);
  });

  test('several calls can be counted as one import', async () => {
    if (target.isServed === true) return;
    const store = await target.open();
    const parts: readonly (readonly Row[])[] = [
      [
        [1, 1, 60],
        [1, 2, 60],
      ],
      [
        [1, 2, 61],
        [2, 1, 60],
      ],
      [
        [2, 1, 60],
        [1, 1, 60],
      ],
    ];
    const dryRun = new DryRun();
    const counted: Receipt[] = [];
    for (const part of parts) counted.push(await store.ingest([blockOf(part)], { ...CREATE, dryRun }));
    assert.equal(dryRun.warning(), undefined);
    for (const [at, part] of parts.entries()) {
      assert.deepEqual(counted[at], await store.ingest([blockOf(part)], CREATE));
    }
  });
}
