import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type ServeProcess, serveProcess } from '../../harness/serve-process.ts';
import { SCOPES } from '../../src/api/auth/api-key.ts';
import { KeyStore } from '../../src/api/auth/key-store.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';

const KILLS = Number(process.env.SERVICE_KILLS ?? 3);
const WRITERS = 6;
const READERS = 2;

const root = mkdtempSync(join(tmpdir(), 'pulsebase-audit-kill-'));
const stateDirectory = join(root, 'state');
let serving: ServeProcess | undefined;
after(async () => {
  await serving?.end('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

const state = openSqliteState(stateDirectory, { durable: true });
const { key } = await new KeyStore(state).create('test', SCOPES);
await state.close();
const env = {
  DATABASE_URL: `chdb:${join(root, 'data')}`,
  STATE_DIRECTORY: stateDirectory,
  RATE_LIMIT: '0',
  LOG_LEVEL: 'info',
};

/** What a writer changes, in turn; deletions cost the most by far. */
function changeOf(writer: number, at: number): readonly [method: string, path: string, body?: unknown] {
  if (at % 2 === 0) return ['PUT', `/v1/users/${writer}`, { name: `${at}` }];
  if (at % 8 === 5) return ['POST', '/v1/users/import', [{ id: 1000 + writer }]];
  if (at % 8 === 7) return ['DELETE', `/v1/users/${1000 + writer}`];
  const timestamp = new Date(at * 60_000).toISOString();
  return ['POST', '/v1/readings', [{ userId: writer, timestamp, heartRate: 60 }]];
}

test('a service that is killed has an entry of every change that it acknowledged, once', async () => {
  const acknowledged = new Map<string, number>();
  for (let round = 0; round < KILLS; round += 1) {
    serving = await serveProcess(env);
    const { url, end } = serving;
    const ask = async (id: string, method: string, path: string, body?: unknown) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          'x-request-id': id,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      await response.text();
      return response.status;
    };
    const killAfter = acknowledged.size + 20 + Math.floor(Math.random() * 40);
    let killed: Promise<unknown> | undefined;
    /** Asks on and on until the service is gone. */
    const run = async (name: string, one: (at: number, id: string) => Promise<void>) => {
      for (let at = 0; ; at += 1) {
        try {
          await one(at, `${name}-${round}-${at}`);
        } catch (error) {
          if (error instanceof assert.AssertionError || killed === undefined) throw error;
          return;
        }
      }
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      run(`w${writer}`, async (at, id) => {
        const [method, path, body] = changeOf(writer + 1, at);
        const status = await ask(id, method, path, body);
        assert.equal(status, 200, `${method} ${path}`);
        acknowledged.set(id, status);
        // In the midst of the others.
        if (acknowledged.size >= killAfter) killed ??= end('SIGKILL');
      }),
    );
    const readers = Array.from({ length: READERS }, (_, reader) =>
      run(`r${reader}`, async (_at, id) => {
        await ask(id, 'GET', '/v1/users/1');
      }),
    );
    await Promise.all([...writers, ...readers]);
    await killed;
  }
  serving = undefined;

  const entries = new Map<string, number>();
  for (const line of readFileSync(join(stateDirectory, 'audit.ndjson'), 'utf8').split('\n')) {
    let entry: { readonly requestId: string; readonly status: number };
    try {
      entry = JSON.parse(line);
    } catch {
      // A line may be torn by a kill, but never that of an acknowledged change.
      continue;
    }
    assert.ok(!entries.has(entry.requestId), `${entry.requestId} twice`);
    entries.set(entry.requestId, entry.status);
  }
  assert.ok(acknowledged.size >= 20 * KILLS);
  const missing = [...acknowledged].filter(([id, status]) => entries.get(id) !== status);
  assert.deepEqual(missing, []);
});
