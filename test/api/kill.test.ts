import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type ServeProcess, serveProcess } from '../../harness/serve-process.ts';
import { until } from '../../harness/until.ts';
import { SCOPES } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import type { ReadingsReceipt } from '../../src/api/schemas/receipt.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';

const KILLS = Number(process.env.SERVICE_KILLS ?? 4);
const WRITERS = 6;
const DEVICES = Array.from({ length: WRITERS }, (_, at) => at + 1);
const START = Date.UTC(2023, 0, 1);

const root = mkdtempSync(join(tmpdir(), 'pulsebase-kill-'));
let serving: ServeProcess | undefined;
after(async () => {
  await serving?.end('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

const state = openSqliteState(join(root, 'state'), { durable: true });
const { key } = await new KeyStore(state).create('test', SCOPES);
await state.close();
const env = {
  DATABASE_URL: `chdb:${join(root, 'data')}`,
  STATE_DIRECTORY: join(root, 'state'),
  RATE_LIMIT: '0',
  LOG_LEVEL: 'info',
};

interface Sent {
  readonly key: string;
  readonly body: string;
  readonly readings: readonly (readonly [userId: number, ms: number, heartRate: number])[];
  receipt?: string;
}

/** A batch that nobody else sends: instants of its own, over the end of a month now and then. */
function batchOf(writer: number, round: number, at: number): Sent {
  const readings = Array.from({ length: 1 + (at % 7) * 5 }, (_, row) => {
    const ms = START + round * 40 * 86_400_000 + at * 3_600_000 * 7 + row * 61_000 + writer;
    return [writer, ms, 50 + ((at * 31 + row * 7) % 100)] as const;
  });
  const body = readings
    .map(
      ([userId, ms, heartRate]) =>
        `{"userId":${userId},"timestamp":"${new Date(ms).toISOString()}","heartRate":${heartRate}}`,
    )
    .join('\n');
  return { key: `${writer}-${round}-${at}`, body, readings };
}

async function post(url: string, { key: idempotencyKey, body }: Sent): Promise<Response> {
  return fetch(`${url}/v1/readings`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/x-ndjson',
      'idempotency-key': idempotencyKey,
    },
    body,
  });
}

test('a service that is killed under load keeps every write that it gave a receipt for', async () => {
  const all: Sent[] = [];
  for (let round = 0; round < KILLS; round += 1) {
    serving = await serveProcess(env);
    const { url } = serving;
    const store = await connectStore(url, { apiKey: key });
    if (round === 0) await store.importUsers(DEVICES.map((id) => ({ id })));
    let isOver = false;
    let answered = 0;
    const writers = DEVICES.map(async (writer) => {
      for (let at = 0; !isOver; at += 1) {
        const sent = batchOf(writer, round, at);
        all.push(sent);
        try {
          const response = await post(url, sent);
          const text = await response.text();
          assert.equal(response.status, 200, text);
          sent.receipt = text;
          answered += 1;
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
          return;
        }
      }
    });
    // Each time further on, so that the kill meets other moments of a write.
    await until('enough receipts', () => answered >= 25 + 7 * round, { every: 1 });
    assert.equal(await serving.end('SIGKILL'), null);
    isOver = true;
    await Promise.all(writers);
  }

  serving = await serveProcess(env);
  const store = await connectStore(serving.url, { apiKey: key });
  const stored = new Map<number, Map<number, number>>();
  for (const id of DEVICES) {
    const own = new Map<number, number>();
    for await (const { timestamp, heartRate } of store.readings(id, { from: '2023-01-01', to: '2030-01-01' })) {
      own.set(timestamp.getTime(), heartRate);
    }
    stored.set(id, own);
  }
  const acknowledged = all.filter(({ receipt }) => receipt !== undefined);
  assert.ok(acknowledged.length >= 25 * KILLS);
  for (const { receipt, readings } of acknowledged) {
    const { inserted, rejected } = JSON.parse(receipt!) as ReadingsReceipt;
    assert.deepEqual([inserted, rejected], [readings.length, 0]);
    for (const [userId, ms, heartRate] of readings) assert.equal(stored.get(userId)?.get(ms), heartRate);
  }

  // The receipts are still there, to the byte; what was not acknowledged is simply done again.
  for (const sent of all.filter(({ receipt }, at) => receipt === undefined || at % 9 === 0)) {
    const response = await post(serving.url, sent);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    const isReplayed = response.headers.get('idempotency-replayed') === 'true';
    if (sent.receipt !== undefined) assert.deepEqual([isReplayed, text], [true, sent.receipt]);
    const { inserted, unchanged } = JSON.parse(text) as ReadingsReceipt;
    assert.equal(inserted + unchanged, sent.readings.length);
  }
  const report = await store.verify();
  assert.deepEqual([report.ok, report.differing, report.problems], [true, 0, []]);
  assert.equal(
    report.readings,
    all.reduce((sum, { readings }) => sum + readings.length, 0),
  );
  assert.equal(await serving.end('SIGTERM'), 0);
  assert.ok(serving.logged.at(-1)?.includes('has stopped'));
  serving = undefined;
});
