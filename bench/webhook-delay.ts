import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { Telling } from '../src/api/webhooks/telling.ts';
import { openState } from '../src/state/open-state.ts';

/**
 * How long it takes from an entry in the log of alarms to its webhook at an idle receiver: `node bench/webhook-delay.ts`. Once as
 * the process that wrote the entry, which says so; once as another one, which has to look.
 */
const EVENTS = 200;

const stateDirectory = mkdtempSync(join(tmpdir(), 'pulsebase-webhook-delay-'));
const state = await openState({ stateUrl: 'sqlite:', stateDirectory }, { durable: false });
let arrived = Promise.withResolvers<number>();
const receiver = createServer((request, answer) => {
  arrived.resolve(performance.now());
  request.resume().on('end', () => answer.writeHead(204).end());
});
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));

const telling = new Telling(state, {
  settings: { webhookPrivateNetworks: 'true' },
  log: pino({ level: 'warn' }),
  observer: { delivered: () => {}, failed: () => {}, gaveUp: () => {} },
  externalIdOf: async () => null,
});
const { port } = receiver.address() as AddressInfo;
await telling.webhooks.create({ name: 'bench', url: `http://127.0.0.1:${port}/`, snoozed: false, fields: [] });
const stop = new AbortController();
const running = telling.run(stop.signal);

for (const saysSo of [true, false]) {
  const delays: number[] = [];
  for (let at = 0; at < EVENTS; at += 1) {
    arrived = Promise.withResolvers();
    // Entries do not come in step with the looks.
    await sleep(Math.random() * 100);
    const began = performance.now();
    await tell(randomUUID());
    if (saysSo) telling.alarms.wake();
    delays.push((await arrived.promise) - began);
  }
  delays.sort((a, b) => a - b);
  const [median, p95] = [0.5, 0.95].map((share) => delays[Math.floor(share * EVENTS)]!.toFixed(1));
  console.log(`${saysSo ? 'same process ' : 'other process'}  median ${median} ms  p95 ${p95} ms`);
}
stop.abort();
await running;
receiver.closeAllConnections();
receiver.close();
await state.close();
rmSync(stateDirectory, { recursive: true, force: true });

function tell(alarm: string): Promise<unknown> {
  const times = { from: 0, raisedAt: 0, until: null, peak: 150, readings: 12 };
  const body = {
    ...{ kind: 'raised', at: Date.now(), ruleName: 'bench' },
    alarm: { id: alarm, ruleId: 'r', userId: 1, severity: 'high', arrival: 'live', ...times },
  };
  return state.query(
    `INSERT INTO state.alarm_events (seq, alarm_id, rule_id, user_id, severity, kind, at, is_snoozed, body)
     SELECT coalesce(max(seq), 0) + 1, ?, 'r', 1, 'high', 'raised', 0, 0, ? FROM state.alarm_events`,
    [alarm, JSON.stringify(body)],
  );
}
