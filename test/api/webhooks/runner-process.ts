import { createServer } from 'node:net';
import { pino } from 'pino';
import { AddressGuard } from '../../../src/api/webhooks/address-guard.ts';
import { AlarmLog } from '../../../src/api/webhooks/alarm-log.ts';
import { Deliveries } from '../../../src/api/webhooks/deliveries.ts';
import { DeliveryQueue } from '../../../src/api/webhooks/delivery-queue.ts';
import { postMessage } from '../../../src/api/webhooks/post-message.ts';
import { WebhookStore } from '../../../src/api/webhooks/webhook-store.ts';
import { openState } from '../../../src/state/open-state.ts';
import { KILL_STEPS, type KillStep } from './kill-steps.ts';

/** Delivers from the state in a directory, and is killed at a step, the second time that it comes to it. */
const [, , stateDirectory = '', step = ''] = process.argv;
const killAt = KILL_STEPS.find((known) => known === step);
let times = 0;

function dieAt(here: KillStep): void {
  if (here !== killAt) return;
  times += 1;
  if (times === 2) process.kill(process.pid, 'SIGKILL');
}

class Queue extends DeliveryQueue {
  override async add(...given: Parameters<DeliveryQueue['add']>): Promise<void> {
    dieAt('before it is queued');
    await super.add(...given);
    dieAt('after it is queued');
  }

  override async noteDelivered(...given: Parameters<DeliveryQueue['noteDelivered']>): Promise<void> {
    dieAt('after it is sent');
    await super.noteDelivered(...given);
    dieAt('after that is noted');
  }
}

// As the server of a service does, it keeps the process alive.
createServer().listen(0, '127.0.0.1');
const state = await openState({ stateUrl: 'sqlite:', stateDirectory }, { durable: false });
const guard = new AddressGuard('true');
await new Deliveries({
  alarms: new AlarmLog(state),
  webhooks: new WebhookStore(state),
  queue: new Queue(state),
  externalIdOf: async () => null,
  observer: { delivered: () => {}, failed: () => {}, gaveUp: () => {} },
  log: pino({ level: 'silent' }),
  post: async (message, signal) => {
    dieAt('before it is sent');
    return postMessage(message, { guard, timeoutMs: 20_000, signal });
  },
}).run(new AbortController().signal);
