import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { DiskReserve } from '../../../../../src/engines/clickhouse/chdb/disk-reserve.ts';
import { encodeRecord } from '../../../../../src/engines/clickhouse/chdb/log/log-record.ts';
import { readLog } from '../../../../../src/engines/clickhouse/chdb/log/log-segments.ts';
import { WriteAheadLog } from '../../../../../src/engines/clickhouse/chdb/log/write-ahead-log.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-log-'));
after(() => rmSync(root, { recursive: true, force: true }));

const reading = (timestamp: number) => ({ length: 1, userIds: [1], timestamps: [timestamp], heartRates: [60_000] });
const timestamps = (list: readonly { readonly timestamps: ArrayLike<number> }[]) =>
  list.flatMap((record) => Array.from(record.timestamps));

let opened = 0;
async function freshLog(): Promise<{ log: WriteAheadLog; directory: string }> {
  const directory = join(root, `log-${opened++}`);
  return { directory, log: await reopened(directory) };
}

async function reopened(directory: string): Promise<WriteAheadLog> {
  const { last } = await readLog(directory, true);
  return new WriteAheadLog(directory, last, true, new DiskReserve(join(root, 'reserve')));
}

/** Lets the next sync of a file or a directory fail. */
async function failNextSync({ mock }: TestContext): Promise<void> {
  await using handle = await open(root, 'r');
  const fail = () => Promise.reject(Object.assign(new Error('EIO: sabotage'), { code: 'EIO', syscall: 'fsync' }));
  mock.method(Object.getPrototypeOf(handle), 'sync').mock.mockImplementationOnce(fail);
}

test('what was appended is read again, in order, however many wait at once', async () => {
  const { log, directory } = await freshLog();
  await Promise.all(Array.from({ length: 100 }, (_, at) => log.append(reading(at))));
  await log.close();
  const { fresh, doubtful, damaged } = await readLog(directory, true);
  assert.deepEqual(
    timestamps(fresh),
    Array.from({ length: 100 }, (_, at) => at),
  );
  assert.deepEqual([doubtful, damaged], [[], []]);
});

test('what came before the end of a segment is doubtful until it is removed, and then gone', async () => {
  const { log, directory } = await freshLog();
  const appended = [log.append(reading(1)), log.append(reading(2))];
  const ended = log.endSegment();
  appended.push(log.append(reading(3)));
  await Promise.all(appended);
  const remove = await ended;
  const before = await readLog(directory, true);
  assert.deepEqual([timestamps(before.doubtful), timestamps(before.fresh)], [[1, 2], [3]]);
  await remove();
  const { doubtful, fresh } = await readLog(directory, true);
  assert.deepEqual([timestamps(doubtful), timestamps(fresh)], [[], [3]]);
  await log.close();
});

test('a log that is opened again goes on in a segment of its own', async () => {
  const { log, directory } = await freshLog();
  await log.append(reading(1));
  await log.close();
  const next = await reopened(directory);
  await next.append(reading(2));
  await next.close();
  const { doubtful, fresh } = await readLog(directory, true);
  assert.deepEqual([timestamps(doubtful), timestamps(fresh)], [[1], [2]]);
});

test('a torn record at the end is cut off', async () => {
  const { log, directory } = await freshLog();
  await log.append(reading(1));
  await log.close();
  const [segment] = readdirSync(directory);
  const path = join(directory, segment!);
  const whole = statSync(path).size;
  appendFileSync(path, readFileSync(path).subarray(0, whole - 1));
  const { fresh, damaged } = await readLog(directory, true);
  assert.deepEqual([timestamps(fresh), damaged], [[1], []]);
  assert.equal(statSync(path).size, whole);
});

test('a power cut may have kept any piece of what was not synced yet: none of it is there, and nothing is damaged', async () => {
  const { log, directory } = await freshLog();
  // The others wait for the sync of the first, and share one.
  await Promise.all([1, 2, 3, 4].map((at) => log.append(reading(at))));
  await log.close();
  const path = join(directory, '1.log');
  const bytes = readFileSync(path);
  const { length } = encodeRecord(reading(1));
  bytes.fill(0, length, length + 30);
  writeFileSync(path, bytes);
  const { fresh, damaged } = await readLog(directory, true);
  assert.deepEqual([timestamps(fresh), damaged], [[1], []]);
});

test('what a killed process has written is synced before it counts as written', async (t) => {
  const { log, directory } = await freshLog();
  await log.append(reading(1));
  await log.close();
  await failNextSync(t);
  await assert.rejects(readLog(directory, true), { code: 'ENGINE_FAILED', message: /EIO/ });
  assert.deepEqual(timestamps((await readLog(directory, true)).fresh), [1]);
});

test('a segment whose name could not be synced is not written to', async (t) => {
  const { log, directory } = await freshLog();
  await failNextSync(t);
  await assert.rejects(log.append(reading(1)), { code: 'ENGINE_FAILED', message: /EIO/ });
  await log.append(reading(2));
  await log.close();
  assert.equal(statSync(join(directory, '1.log')).size, 0);
  assert.deepEqual(timestamps((await readLog(directory, true)).fresh), [2]);
});

test('a segment that is missing between others is told, until it is no longer between them', async () => {
  const { log, directory } = await freshLog();
  for (const at of [1, 2, 3]) {
    await log.append(reading(at));
    await log.endSegment();
  }
  await log.close();
  rmSync(join(directory, '2.log'));
  const { doubtful, damaged, firstFresh } = await readLog(directory, true);
  assert.deepEqual([timestamps(doubtful), damaged, firstFresh], [[1, 3], [join(directory, '2.damaged')], 4]);
});

test('damage before the end is told, at every opening, and the readable records are kept', async () => {
  const { log, directory } = await freshLog();
  for (const at of [1, 2, 3]) await log.append(reading(at));
  await log.close();
  const [segment] = readdirSync(directory);
  const path = join(directory, segment!);
  const bytes = readFileSync(path);
  bytes[bytes.length / 3 + 20]! ^= 1;
  writeFileSync(path, bytes);
  for (const time of ['first', 'second']) {
    const { doubtful, fresh, damaged } = await readLog(directory, true);
    assert.deepEqual([timestamps(doubtful), timestamps(fresh)], [[1, 3], []], time);
    assert.equal(damaged.length, 1, time);
  }
});

test('a segment that cannot be written fails what waits for it, and the next try holds what it is given', async () => {
  const { log, directory } = await freshLog();
  const obstacle = join(directory, '1.log');
  mkdirSync(obstacle);
  await assert.rejects(log.append(reading(1)), { code: 'ENGINE_FAILED' });
  rmSync(obstacle, { recursive: true });
  await log.append(reading(2));
  await log.close();
  assert.deepEqual(timestamps((await readLog(directory, true)).fresh), [2]);
});
