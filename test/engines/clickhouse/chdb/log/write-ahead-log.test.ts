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
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DiskReserve } from '../../../../../src/engines/clickhouse/chdb/disk-reserve.ts';
import { readLog } from '../../../../../src/engines/clickhouse/chdb/log/log-segments.ts';
import { WriteAheadLog } from '../../../../../src/engines/clickhouse/chdb/log/write-ahead-log.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsebase-log-'));
after(() => rmSync(root, { recursive: true, force: true }));

const reading = (timestamp: number) => ({ length: 1, userIds: [1], timestamps: [timestamp], heartRates: [60_000] });
const timestamps = (list: readonly { readonly timestamps: ArrayLike<number> }[]) =>
  list.map((record) => record.timestamps[0]);

let opened = 0;
async function freshLog(): Promise<{ log: WriteAheadLog; directory: string }> {
  const directory = join(root, `log-${opened++}`);
  return { directory, log: await reopened(directory) };
}

async function reopened(directory: string): Promise<WriteAheadLog> {
  const { last } = await readLog(directory);
  return new WriteAheadLog(directory, last, true, new DiskReserve(join(root, 'reserve')));
}

test('what was appended is read again, in order, however many wait at once', async () => {
  const { log, directory } = await freshLog();
  await Promise.all(Array.from({ length: 100 }, (_, at) => log.append(reading(at))));
  await log.close();
  const { fresh, doubtful, damaged } = await readLog(directory);
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
  const before = await readLog(directory);
  assert.deepEqual([timestamps(before.doubtful), timestamps(before.fresh)], [[1, 2], [3]]);
  await remove();
  const { doubtful, fresh } = await readLog(directory);
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
  const { doubtful, fresh } = await readLog(directory);
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
  const { fresh, damaged } = await readLog(directory);
  assert.deepEqual([timestamps(fresh), damaged], [[1], []]);
  assert.equal(statSync(path).size, whole);
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
    const { doubtful, fresh, damaged } = await readLog(directory);
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
  assert.deepEqual(timestamps((await readLog(directory)).fresh), [2]);
});
