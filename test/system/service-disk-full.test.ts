import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type ServeProcess, serveProcess } from '../../harness/serve-process.ts';
import { SCOPES } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import type { ReadingsReceipt } from '../../src/api/schemas/receipt.ts';
import { connectStore } from '../../src/client/connect-store.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import { SmallDisk } from './small-disk.ts';

const USERS = [1, 2, 3, 4];
const START = Date.UTC(2023, 0, 1);
/** Rows of one body: the first is committed with others, the second is cut into batches. */
const SMALL = 200;
const LARGE = 150_000;

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly isReplayed: boolean;
  readonly text: string;
}

interface DiskProblem {
  readonly code: string;
  readonly detail: string;
  readonly lastCommittedRow?: number;
  readonly receipt?: { readonly inserted: number };
}

describe('a service whose disk is full, readings, keys and logs on it', async () => {
  const disk = new SmallDisk(64);
  const stateDirectory = join(disk.path, 'state');
  const state = openSqliteState(stateDirectory, { durable: true });
  const { key } = await new KeyStore(state).create('test', SCOPES);
  await state.close();
  const env = {
    DATABASE_URL: `chdb:${join(disk.path, 'data')}`,
    STATE_DIRECTORY: stateDirectory,
    RATE_LIMIT: '0',
    LOG_LEVEL: 'info',
  };
  let serving: ServeProcess = await serveProcess(env);
  after(async () => {
    await serving.end('SIGKILL');
    disk[Symbol.dispose]();
  });
  const client = () => connectStore(serving.url, { apiKey: key, maxTries: 1 });
  let store = await client();
  await store.importUsers(USERS.map((id) => ({ id })));

  /** Heart rates by instant, as acknowledged. */
  const kept = new Map<number, number>();
  let next = 0;
  const rows = (count: number) => {
    const first = next;
    next += count;
    return Array.from({ length: count }, (_, at) => {
      const ms = START + (first + at) * 60_000;
      return { userId: USERS[(first + at) % USERS.length]!, ms, heartRate: 50 + ((first + at) % 100) };
    });
  };
  type Rows = ReturnType<typeof rows>;
  const acknowledge = (some: Rows) => {
    for (const { ms, heartRate } of some) kept.set(ms, heartRate);
  };
  const post = async (some: Rows, idempotencyKey?: string): Promise<Answer> => {
    const response = await fetch(`${serving.url}/v1/readings`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'text/csv',
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: `user_id,timestamp,heart_rate\n${some.map(({ userId, ms, heartRate }) => `${userId},${new Date(ms).toISOString()},${heartRate}`).join('\n')}\n`,
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      isReplayed: response.headers.get('idempotency-replayed') === 'true',
      text: await response.text(),
    };
  };
  const problemOf = ({ status, type, text }: Answer): DiskProblem => {
    assert.deepEqual([status, type], [507, 'application/problem+json'], text);
    const problem = JSON.parse(text) as DiskProblem;
    assert.equal(problem.code, 'DISK_FULL');
    assert.match(problem.detail, /full/);
    assert.ok(!text.includes(disk.path), 'a path of the machine');
    return problem;
  };
  const inserted = ({ status, text }: Answer): number => {
    assert.equal(status, 200, text);
    return (JSON.parse(text) as ReadingsReceipt).inserted;
  };
  /** Everything acknowledged is there; `maybe` is there or not, as a whole or in part. */
  const check = async (maybe: Rows = []) => {
    const possible = new Map(maybe.map(({ ms, heartRate }) => [ms, heartRate]));
    let found = 0;
    for (const id of USERS) {
      for await (const { timestamp, heartRate } of store.readings(id, { from: '2023-01-01', to: '2090-01-01' })) {
        const ms = timestamp.getTime();
        assert.equal(heartRate, kept.get(ms) ?? possible.get(ms), `a reading that nobody sent: ${timestamp}`);
        if (kept.has(ms)) found += 1;
      }
    }
    assert.equal(found, kept.size);
    const report = await store.verify();
    assert.deepEqual([report.ok, report.differing, report.problems], [true, 0, []]);
  };

  test('small bodies: a clear problem, and all goes on when there is room', async () => {
    let sent = rows(SMALL);
    assert.equal(inserted(await post(sent, 'before')), SMALL);
    acknowledge(sent);
    disk.fill();
    // What the service had opened already may have some room left.
    let answer: Answer;
    do {
      sent = rows(SMALL);
      answer = await post(sent, 'full');
      if (answer.status === 200) acknowledge(sent);
    } while (answer.status === 200);
    problemOf(answer);
    problemOf(await post(sent));
    // The service goes on: it is there, and says what it knows.
    assert.equal((await fetch(`${serving.url}/livez`)).status, 200);
    const headers = { authorization: `Bearer ${key}` };
    for (const path of ['/v1', '/v1/slo', '/metrics']) {
      assert.equal((await fetch(`${serving.url}${path}`, { headers })).status, 200, path);
    }
    const query = await fetch(`${serving.url}/v1/users/1/top-hours?from=2023-01-01&to=2024-01-01`, { headers });
    assert.equal(query.status, 200, await query.text());
    // Nothing of what was refused is there, on the full disk and afterwards.
    await check();
    disk.free();
    await check();
    // The failed request left its key free, and its rows can be sent again.
    const again = await post(sent, 'full');
    assert.deepEqual([again.status, again.isReplayed], [200, false], again.text);
    acknowledge(sent);
    const repeated = await post(sent, 'full');
    assert.deepEqual([repeated.isReplayed, repeated.text], [true, again.text]);
    await check();
  });

  test('a large body: the problem names the last committed row, and exactly so much is there', async () => {
    // How much a batch needs depends on what the engine tidies up meanwhile.
    let sent: Rows = [];
    let answer: Answer | undefined;
    for (let room = 8; answer === undefined || answer.status === 200; room /= 2) {
      disk.leave(room);
      sent = rows(LARGE);
      answer = await post(sent);
      if (answer.status === 200) acknowledge(sent);
    }
    const { lastCommittedRow = -1, receipt } = problemOf(answer);
    // The header is row 1.
    const committed = Math.max(0, lastCommittedRow - 1);
    assert.equal(receipt?.inserted, committed);
    acknowledge(sent.slice(0, committed));
    await check();
    disk.free();
    assert.equal(inserted(await post(sent)), LARGE - committed);
    acknowledge(sent);
    await check();
  });

  test('after a kill on the full disk and a start with room all of it is there', async () => {
    disk.fill();
    const lost = rows(SMALL);
    let answer = await post(lost);
    if (answer.status === 200) acknowledge(lost);
    await serving.end('SIGKILL');
    disk.free();
    serving = await serveProcess(env);
    store = await client();
    await check(lost);
    const sent = rows(SMALL);
    answer = await post(sent, 'after');
    assert.equal(inserted(answer), SMALL);
    acknowledge(sent);
    await check();
    assert.equal(await serving.end('SIGTERM'), 0);
    // The audit log goes on as well.
    const last = readFileSync(join(stateDirectory, 'audit.ndjson'), 'utf8').trimEnd().split('\n').at(-1)!;
    assert.equal((JSON.parse(last) as { action: string }).action, 'verify');
    serving = await serveProcess(env);
  });
});
