import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, mock, test } from 'node:test';
import { until } from '../../harness/until.ts';
import type { ReadingsReceipt } from '../../src/api/schemas/receipt.ts';
import { RECEIPT_LIFE_MS, ReceiptStore } from '../../src/api/state/receipt-store.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import type { Rejection } from '../../src/model/rejection.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import { holdClock } from '../support/held-clock.ts';
import { AT, type Injected, inject, problemCode, readingsCsv } from './inject.ts';
import { serve } from './over-network.ts';

const KIBIBYTE = 1024;
const CSV = { 'content-type': 'text/csv' };

const root = mkdtempSync(join(tmpdir(), 'pulsebase-receipts-'));
after(() => rmSync(root, { recursive: true, force: true }));
const fresh = () => mkdtempSync(join(root, 'state-'));

const body = readingsCsv([[1, AT, 60]]);
const post = ({ send }: Injected, key: string, csv = body, query = '') =>
  send('POST', `/v1/readings${query}`, csv, { ...CSV, 'idempotency-key': key });
const isReplayed = ({ headers }: Awaited<ReturnType<typeof post>>) => headers['idempotency-replayed'] === 'true';

/** Bytes of all receipts that lie in a state. */
function keptBytes(stateDirectory: string): number {
  const database = new DatabaseSync(join(stateDirectory, 'service.sqlite'), { readOnly: true });
  const row = database.prepare('SELECT coalesce(sum(octet_length(body)), 0) AS bytes FROM receipts').get();
  database.close();
  return Number(row?.bytes);
}

describe('a receipt with more rejected rows than are kept', () => {
  const count = 50_000;
  const csv = `user_id,timestamp,heart_rate\n${'x\n'.repeat(count)}`;

  test('is answered in full, and its repeat says what was cut', async () => {
    const service = await inject();
    const first = await post(service, 'large', csv, `?maxRejections=${count}`);
    const answer = JSON.parse(first.body) as ReadingsReceipt;
    assert.deepEqual([answer.rejected, answer.rejections.length, 'rejectionsLeftOut' in answer], [count, count, false]);
    assert.ok(keptBytes(service.service.stateDirectory) <= 64 * KIBIBYTE);
    const repeat = await post(service, 'large', csv, `?maxRejections=${count}`);
    assert.ok(isReplayed(repeat));
    const { rejections, rejectionsLeftOut = 0, ...rest } = JSON.parse(repeat.body) as ReadingsReceipt;
    assert.ok(rejections.length > 100);
    assert.equal(rejections.length + rejectionsLeftOut, count);
    assert.deepEqual({ ...rest, rejections }, { ...answer, rejections: answer.rejections.slice(0, rejections.length) });
    await service.service.remove();
  });

  test('is whole in its repeat when there is room', async () => {
    const service = await inject();
    const small = `user_id,timestamp,heart_rate\n${'x\n'.repeat(300)}`;
    const first = await post(service, 'small', small);
    const repeat = await post(service, 'small', small);
    assert.deepEqual([isReplayed(repeat), repeat.body], [true, first.body]);
    await service.service.remove();
  });

  test('loses no row for a client whose first answer was lost', async () => {
    const service = await serve();
    let lost = 0;
    const store = await connectStore(`http://127.0.0.1:${service.port}`, {
      apiKey: service.service.adminKey,
      fetch: async (...request) => {
        const response = await fetch(...request);
        if (request[1]?.method !== 'POST' || lost > 0) return response;
        lost += 1;
        await response.arrayBuffer();
        throw new TypeError('fetch failed');
      },
    });
    const told: Rejection[] = [];
    const rows = Array.from({ length: 3000 }, (_, at) => ({ userId: 9, timestamp: new Date(at), heartRate: 60 }));
    const receipt = await store.ingest([{ userId: 1, timestamp: AT, heartRate: 60 }, ...rows], {
      onRejected: (rejections) => told.push(...rejections),
    });
    assert.deepEqual([lost, receipt.read, receipt.inserted, receipt.rejected], [1, 3001, 1, 3000]);
    assert.deepEqual(
      told.map(({ row }) => row),
      rows.map((_, at) => at + 2),
    );
  });
});

describe('the receipts of one API key', () => {
  const limit = 1024 * KIBIBYTE;
  const full = `user_id,timestamp,heart_rate\n${'x\n'.repeat(2000)}`;

  test('have a bound, past which nothing is written; repeats, other keys and requests without go on', async () => {
    const stateDirectory = fresh();
    const service = await inject({ maxReceiptBytes: limit, stateDirectory });
    await service.store.putUser({ id: 1 });
    const fill = (round: number) => post(service, `key-${round}`, full, '?maxRejections=2000');
    let answered = 0;
    let answer = await fill(answered);
    for (; answer.statusCode === 200; answer = await fill(answered)) answered += 1;
    assert.equal(problemCode(answer, 429), 'RATE_LIMITED');
    assert.ok(Number(answer.headers['retry-after']) >= 1);
    assert.match(answer.body, /1MiB.*24 hours.*no Idempotency-Key.*MAX_RECEIPT_BYTES/);
    assert.ok(answered > 10 && keptBytes(stateDirectory) <= limit, `${answered}: ${keptBytes(stateDirectory)}`);
    assert.equal(problemCode(await post(service, 'one-more'), 429), 'RATE_LIMITED');
    assert.equal((await service.store.stats()).readings, 0);
    assert.ok(isReplayed(await fill(0)));
    assert.equal((await service.send('POST', '/v1/readings', body, CSV)).statusCode, 200);
    const authorization = `Bearer ${await service.service.keyWith('write')}`;
    const other = { ...CSV, authorization, 'idempotency-key': 'other' };
    assert.equal((await service.send('POST', '/v1/readings', body, other)).statusCode, 200);

    // The count outlives the process.
    await service.service.stop();
    const again = await inject({ maxReceiptBytes: limit, stateDirectory });
    const headers = { ...CSV, authorization: `Bearer ${service.service.adminKey}` };
    const refused = await again.send('POST', '/v1/readings', body, { ...headers, 'idempotency-key': 'after' });
    assert.equal(problemCode(refused, 429), 'RATE_LIMITED');
    await again.service.remove();
  });

  test('have it also when many come at once', async () => {
    const service = await inject({ maxReceiptBytes: limit });
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) => post(service, `at-once-${at}`, full, '?maxRejections=2000')),
    );
    const statuses = new Set(answers.map(({ statusCode }) => statusCode));
    assert.deepEqual([...statuses].sort(), [200, 429]);
    assert.ok(keptBytes(service.service.stateDirectory) <= limit);
    await service.service.remove();
  });
});

describe('the store of receipts', () => {
  test('are a line in the log, and no error that nobody caught, when old ones cannot be deleted', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    const { service } = await inject();
    const state = new DatabaseSync(join(service.stateDirectory, 'service.sqlite'));
    state.exec(
      `INSERT INTO receipts (key_id, idempotency_key, fingerprint, body, created_at) VALUES ('a', 'b', x'00', '{}', 0);
       CREATE TRIGGER full BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
    );
    const count = () => Number(state.prepare('SELECT count(*) AS count FROM receipts').get()?.count);
    mock.timers.tick(10_000);
    await until('the line', () =>
      service.logged.find((line) => line.includes('old receipts and events cannot be deleted')),
    );
    assert.equal(count(), 1);
    state.exec('DROP TRIGGER full');
    mock.timers.tick(10_000);
    await until('the deletion', () => count() === 0);
    mock.timers.reset();
    state.close();
    await service.remove();
  });

  test('counts those that an older version left', async () => {
    const stateDirectory = fresh();
    const old = new DatabaseSync(join(stateDirectory, 'service.sqlite'));
    old.exec(`CREATE TABLE receipts (
        key_id TEXT NOT NULL, idempotency_key TEXT NOT NULL, fingerprint BLOB NOT NULL, body TEXT NOT NULL,
        created_at INTEGER NOT NULL, PRIMARY KEY (key_id, idempotency_key)
      ) STRICT;
      INSERT INTO receipts VALUES ('a', 'x', x'00', printf('%.*c', 7000, 'x'), 5);
      PRAGMA user_version = 1;`);
    old.close();
    const state = openSqliteState(stateDirectory, { durable: false });
    const receipts = new ReceiptStore(state, () => 6);
    assert.ok((await receipts.bytesOf('a')) >= 7000 && (await receipts.bytesOf('a')) < 8000);
    await state.close();
  });
});

describe('a clock that is set', () => {
  const HOUR = 3_600_000;
  const noon = Date.parse('2026-11-26T12:00:00Z');
  after(() => mock.timers.reset());

  for (const [name, shift] of [
    ['back by an hour', -HOUR],
    ['back by years', -20_000 * HOUR],
    ['forward by a day', 25 * HOUR],
  ] as const) {
    test(`${name} while the service runs: receipts answer, and no key is locked`, async () => {
      mock.timers.enable({ apis: ['Date'], now: noon });
      const service = await inject();
      await service.store.putUser({ id: 1 });
      const first = await post(service, 'before');
      mock.timers.setTime(noon + shift);
      const repeat = await post(service, 'before');
      assert.deepEqual([isReplayed(repeat), repeat.body], [true, first.body]);
      assert.equal((await post(service, 'after')).statusCode, 200);
      assert.ok(isReplayed(await post(service, 'after')));
      await service.service.remove();
      mock.timers.reset();
    });
  }

  test('set back while the service is down: receipts live on from there, but not forever', async (context) => {
    const clock = holdClock(context);
    const stateDirectory = fresh();
    mock.timers.enable({ apis: ['Date'], now: noon + 100_000 * HOUR });
    let state = openSqliteState(stateDirectory, { durable: false });
    await (await ReceiptStore.open(state)).put('a', 'ahead', { fingerprint: new Uint8Array(32), body: '{}' });
    await state.close();
    mock.timers.setTime(noon);
    state = openSqliteState(stateDirectory, { durable: false });
    const receipts = await ReceiptStore.open(state);
    assert.ok((await receipts.find('a', 'ahead')) !== undefined);
    // A day goes by.
    clock.pass(RECEIPT_LIFE_MS + 1);
    assert.equal(await receipts.find('a', 'ahead'), undefined);
    while (await receipts.deleteOld());
    assert.equal(await receipts.bytesOf('a'), 0);
    await state.close();
    mock.timers.reset();
  });
});
