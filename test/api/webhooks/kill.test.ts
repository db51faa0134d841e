import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { until } from '../../../harness/until.ts';
import { DeliveryQueue } from '../../../src/api/webhooks/delivery-queue.ts';
import { WebhookStore } from '../../../src/api/webhooks/webhook-store.ts';
import { openState } from '../../../src/state/open-state.ts';
import { KILL_STEPS } from './kill-steps.ts';
import { tell } from './tell.ts';

const children: ChildProcess[] = [];
const stateDirectory = mkdtempSync(join(tmpdir(), 'pulsebase-webhook-kill-'));
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(stateDirectory, { recursive: true, force: true });
});

function start(file: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

interface Line {
  readonly url?: string;
  readonly id: string;
  readonly seq: number;
  readonly alarm: string;
}

test('killed at any step, whoever delivers loses no event and tells none under a second id', async () => {
  const state = await openState({ stateUrl: 'sqlite:', stateDirectory }, { durable: false });
  const webhooks = new WebhookStore(state);
  const { webhook, secret } = await webhooks.create({ name: 'test', url: 'http://x/', snoozed: false, fields: [] });
  const lines: Line[] = [];
  const receiver = start('receiver-process.ts', secret);
  createInterface({ input: receiver.stdout! }).on('line', (line) => lines.push(JSON.parse(line) as Line));
  const { url } = await until('its address', () => lines.shift());
  await webhooks.change(webhook.id, { url: url! });

  let told = 0;
  for (const step of KILL_STEPS) {
    const killed = once(start('runner-process.ts', stateDirectory, step), 'exit');
    let isOver = false;
    void killed.then(() => {
      isOver = true;
    });
    // One after the other, so that it comes to each step again.
    while (!isOver) {
      await tell(state, { alarm: `alarm ${told % 3}` });
      told += 1;
      await until('a step, or the kill', async () => {
        const [row] = await state.query('SELECT queued_up_to FROM state.webhooks');
        return isOver || Number(row?.[0]) >= told;
      });
    }
    assert.deepEqual(await killed, [null, 'SIGKILL'], step);
  }
  const last = start('runner-process.ts', stateDirectory);
  await until('all of them', async () => {
    const rows = await new DeliveryQueue(state).list(webhook.id, { before: 1e9, limit: 1e6 });
    return rows.length === told && rows.every((row) => row.state === 'delivered');
  });
  last.kill('SIGKILL');

  const bySeq = Map.groupBy(lines, ({ seq }) => seq);
  assert.equal(bySeq.size, told);
  for (const repeats of bySeq.values()) assert.equal(new Set(repeats.map(({ id }) => id)).size, 1);
  // A receiver that leaves out what it has gets each alarm in order.
  const firsts = [...new Map(lines.toReversed().map((line) => [line.id, line])).values()].toReversed();
  assert.equal(firsts.length, told);
  for (const ofAlarm of Map.groupBy(firsts, ({ alarm }) => alarm).values()) {
    const order = ofAlarm.map(({ seq }) => seq);
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
    );
  }
  await state.close();
});
