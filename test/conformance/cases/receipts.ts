import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import type { ReadingInput } from '../../../src/model/reading.ts';
import { ReadingBlock } from '../../../src/model/reading-block.ts';
import type { Rejection } from '../../../src/model/rejection.ts';
import type { Receipt } from '../../../src/store/store.ts';
import { ReferenceStore } from '../../reference/reference-store.ts';
import { badRow } from '../arbitraries.ts';
import { collect } from '../collect.ts';
import { checkVerify, ingestRows } from '../commands.ts';
import type { Target } from '../target.ts';

const AT = '2023-01-01T10:00:00Z';
const DAY = { from: '2023-01-01', to: '2023-01-02' };

export function receipts(target: Target): void {
  test('counts are those of writing the rows one after the other', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const rows = [60, 61, 61, 60, 62].map((heartRate) => ({ userId: 1, timestamp: AT, heartRate }));
    const counts = ({ read, inserted, updated, unchanged, rejected }: Receipt) => [
      read,
      inserted,
      updated,
      unchanged,
      rejected,
    ];
    assert.deepEqual(counts(await store.ingest(rows)), [5, 1, 3, 1, 0]);
    assert.deepEqual(await store.queryTop({ userId: 1, ...DAY }), [62]);
    assert.deepEqual(counts(await store.ingest(rows)), [5, 0, 4, 1, 0]);
    assert.deepEqual(counts(await store.ingest(rows.slice(4))), [1, 0, 0, 1, 0]);
    assert.deepEqual(counts(await store.ingest([])), [0, 0, 0, 0, 0]);
    // The same instant in other writings, and a heart rate that rounds to the one that stands.
    const writings = ['2023-01-01T12:00:00+02:00', '2023-01-01 10:00', '2023-01-01T10:00:00.0009Z', new Date(AT)];
    const again = writings.map((timestamp) => ({ userId: 1, timestamp, heartRate: 62.0004 }));
    assert.deepEqual(counts(await store.ingest(again)), [4, 0, 0, 4, 0]);
    assert.equal((await store.stats()).readings, 1);
  });

  test('every row that is not taken has its row and its reason and never stops the others', async () => {
    const reference = new ReferenceStore();
    const user = { id: 1, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null } as const;
    const good = {
      input: { userId: 1, timestamp: AT, heartRate: 60 },
      expected: { userId: 1, ms: Date.parse(AT), milli: 60_000 },
    };
    // A sample of rows of every kind, the same at every run.
    const bad = fc.sample(badRow, { numRuns: 300, seed: 7 });
    const store = await target.open();
    reference.putUser(user);
    await store.putUser(user);
    await ingestRows(store, reference, [good, ...bad, good], 'array', { unknownUsers: 'reject', dryRun: false });
    assert.deepEqual(await store.queryTop({ userId: 1, ...DAY }), [60]);
    await checkVerify(store, reference);
  });

  test('a receipt holds the first 1,000 rejected rows, in order, and the caller can have them all', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const rows = Array.from({ length: 2400 }, (_, at): ReadingInput => {
      const kind = at % 4;
      return {
        userId: kind === 1 ? 99 : 1,
        timestamp: kind === 2 ? 'never' : new Date(Date.parse(AT) + at),
        heartRate: kind === 3 ? 900 : 60,
      };
    });
    const all: Rejection[] = [];
    const receipt = await store.ingest(rows, { onRejected: (rejections) => all.push(...rejections) });
    assert.deepEqual(receipt.rejectedByReason, {
      heart_rate_out_of_range: 600,
      invalid_timestamp: 600,
      unknown_user: 600,
    });
    assert.deepEqual([receipt.read, receipt.inserted, receipt.rejected], [2400, 600, 1800]);
    const expected = rows.flatMap((_, at) => (at % 4 === 0 ? [] : [at + 1]));
    assert.deepEqual(
      all.map(({ row }) => row),
      expected,
    );
    assert.deepEqual(receipt.rejections, all.slice(0, 1000));
    assert.ok(all.every(({ message }) => message.length > 0 && !message.includes('\n')));
  });

  test('a whole block of rows may be rejected', async () => {
    const store = await target.open();
    const instants = Array.from({ length: 200_000 }, (_, at) => new Date(at * 1000));
    const rows = instants.map((timestamp) => ({ userId: 5, timestamp, heartRate: 60 }));
    for (const dryRun of [false, true]) {
      const receipt = await store.ingest(rows, { dryRun });
      assert.deepEqual([receipt.read, receipt.rejected, receipt.rejections.length], [200_000, 200_000, 1000]);
    }
  });

  test('readings of unknown users are rejected, or make users when asked to', async () => {
    const store = await target.open();
    await store.putUser({ id: 1, name: 'Ada', age: 30 });
    const rows = [1, 2, 2 ** 53 - 1, 2].map((userId, at) => ({
      userId,
      timestamp: new Date(Date.parse(AT) + at),
      heartRate: 60,
    }));
    const rejecting = await store.ingest(rows);
    assert.deepEqual([rejecting.inserted, rejecting.rejected, rejecting.usersCreated], [1, 3, 0]);
    assert.equal((await store.stats()).users, 1);
    const creating = await store.ingest(rows, { unknownUsers: 'create' });
    assert.deepEqual([creating.inserted, creating.unchanged, creating.rejected], [3, 1, 0]);
    assert.equal(creating.usersCreated, 2);
    assert.deepEqual(await collect(store.listUsers()), [
      { id: 1, externalId: null, name: 'Ada', gender: 'unknown', age: 30, birthDate: null },
      { id: 2, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null },
      { id: 2 ** 53 - 1, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null },
    ]);
    // Rows that are rejected for another reason make no users.
    const none = await store.ingest([{ userId: 3, timestamp: AT, heartRate: 900 }], { unknownUsers: 'create' });
    assert.deepEqual([none.usersCreated, none.rejected], [0, 1]);
    assert.equal(await store.getUser(3), undefined);
  });

  test('a dry run rejects the same rows and writes nothing', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const rows = [
      { userId: 1, timestamp: AT, heartRate: 60 },
      { userId: 2, timestamp: AT, heartRate: 60 },
      { userId: 1, timestamp: AT, heartRate: 19 },
    ];
    const dry = await store.ingest(rows, { dryRun: true });
    assert.deepEqual([dry.read, dry.inserted, dry.updated, dry.unchanged, dry.rejected], [3, 1, 0, 0, 2]);
    assert.deepEqual(
      dry.rejections.map(({ row, reason }) => [row, reason]),
      [
        [2, 'unknown_user'],
        [3, 'heart_rate_out_of_range'],
      ],
    );
    const creating = await store.ingest(rows, { dryRun: true, unknownUsers: 'create' });
    // User 2 would be made.
    assert.deepEqual([creating.inserted, creating.rejected, creating.usersCreated], [2, 1, 1]);
    const { users, readings } = await store.stats();
    assert.deepEqual([users, readings], [1, 0]);
  });

  test('where the input breaks off, the blocks up to there are kept', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const broken = new Error('the line went dead');
    async function* blocks() {
      yield blockOf('10:00:00', '10:10:00');
      yield blockOf('11:00:00', '12:00:00');
      throw broken;
    }
    await assert.rejects(store.ingest(blocks()), (error) => error === broken);
    assert.equal((await store.stats()).readings, 4);
    assert.equal((await collect(store.averages(1, DAY, 'hour'))).length, 3);
    assert.equal((await store.verify()).ok, true);
  });

  test('a stopped ingest keeps what was written and says so', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const controller = new AbortController();
    const seen: number[] = [];
    const options = {
      signal: controller.signal,
      onProgress: ({ read }: Receipt) => {
        seen.push(read);
        controller.abort();
      },
    };
    const blocks = [blockOf('10:00:00', '10:10:00'), blockOf('11:00:00'), blockOf('12:00:00')];
    const isAborted = (error: unknown) => error instanceof PulsebaseError && error.code === 'ABORTED';
    await assert.rejects(store.ingest(blocks, options), isAborted);
    assert.deepEqual(seen, [2]);
    assert.deepEqual(await store.queryTop({ userId: 1, ...DAY, details: true }), [
      { average: 60, count: 2, hours: [{ start: new Date(AT), count: 2 }] },
    ]);
    await assert.rejects(store.ingest([{ userId: 1, timestamp: AT, heartRate: 99 }], options), isAborted);
    assert.deepEqual(await store.queryTop({ userId: 1, ...DAY }), [60]);
    assert.equal((await store.verify()).ok, true);
  });

  test('progress is told after each block, and ends with the receipt', async () => {
    const store = await target.open();
    await store.putUser({ id: 1 });
    const seen: Receipt[] = [];
    const blocks = [blockOf('10:00:00', '10:10:00'), blockOf('10:00:00'), blockOf('12:00:00')];
    const receipt = await store.ingest(blocks, { onProgress: (counts) => seen.push(counts) });
    assert.deepEqual(
      seen.map(({ read, inserted, unchanged }) => [read, inserted, unchanged]),
      [
        [2, 2, 0],
        [3, 2, 1],
        [4, 3, 1],
      ],
    );
    assert.deepEqual(seen.at(-1), receipt);
  });
}

function blockOf(...times: readonly string[]): ReadingBlock {
  const block = new ReadingBlock(times.length);
  times.forEach((time, at) => {
    block.add(at + 1, 1, `2023-01-01T${time}Z`, 60);
  });
  return block;
}
