import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePorts } from '../../harness/free-ports.ts';
import { RemoteAlarms } from '../../src/client/remote-alarms.ts';
import { ServiceCalls } from '../../src/client/service-calls.ts';
import { openSqliteState } from '../../src/state/sqlite/open-sqlite-state.ts';
import { createStore } from '../../src/store/create-store.ts';
import { tell } from '../api/webhooks/tell.ts';
import { MemoryEngine } from '../reference/memory-engine.ts';
import { makeTestService } from '../support/test-service.ts';

test('who watches comes back to a service that was started anew, and misses nothing', async () => {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'pulsebase-watch-'));
  const [port] = await freePorts(1);
  const store = createStore(new MemoryEngine(), { minHeartRate: 20_000, maxHeartRate: 300_000 });
  const settings = { stateDirectory, port: port! };
  const first = await makeTestService(store, settings);
  const url = await first.listen();
  const state = openSqliteState(stateDirectory, { durable: false });
  await tell(state, { alarm: 'a' });

  const stop = new AbortController();
  let breaks = 0;
  const events = new RemoteAlarms(new ServiceCalls(url, { apiKey: first.adminKey, maxTries: 1 })).watchAlarms({
    after: 0,
    signal: stop.signal,
    onBreak: () => {
      breaks += 1;
    },
  });
  const next = async () => (await events.next()).value?.data.alarmId;
  assert.equal(await next(), 'a');
  await first.stop();
  await tell(state, { alarm: 'b' });
  const later = next();
  const second = await makeTestService(store, settings);
  await second.listen();
  assert.equal(await later, 'b');
  assert.ok(breaks > 0);
  await tell(state, { alarm: 'c' });
  assert.equal(await next(), 'c');
  const end = events.next();
  stop.abort();
  assert.equal((await end).done, true);
  await state.close();
  await second.remove();
});

test('who watches something else than a service is told so, instead of waiting for ever', async () => {
  const pages = ['<html>', 'id: 1\ndata: {\n\n'];
  const server = createServer((_, answer) => answer.end(`${pages.shift()}\n`)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const alarms = new RemoteAlarms(new ServiceCalls(`http://127.0.0.1:${port}`, { maxTries: 1 }));
  await assert.rejects(alarms.watchAlarms().next(), {
    code: 'CONNECTION_FAILED',
    message: /not as a Pulsebase service/,
  });
  const breaks: unknown[] = [];
  const stop = new AbortController();
  const onBreak = (error: unknown) => {
    breaks.push(error);
    stop.abort();
  };
  await alarms.watchAlarms({ signal: stop.signal, onBreak }).next();
  assert.match(String(breaks[0]), /not as a Pulsebase service/);
  server.close();
});

test('a connection that is stopped ends the pause of those who watch by it', async (t) => {
  // The pause does not end by itself.
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const stop = new AbortController();
  const fetch = () => Promise.resolve(new Response('id: 1\n\n'));
  const alarms = new RemoteAlarms(new ServiceCalls('http://127.0.0.1:9', { maxTries: 1, signal: stop.signal, fetch }));
  const watching = alarms.watchAlarms({ onBreak: () => setImmediate(() => stop.abort()) }).next();
  await assert.rejects(watching, { code: 'ABORTED' });
});
