import { pino } from 'pino';
import { until } from '../../../harness/until.ts';
import { AddressGuard } from '../../../src/api/webhooks/address-guard.ts';
import { AlarmLog } from '../../../src/api/webhooks/alarm-log.ts';
import { Deliveries } from '../../../src/api/webhooks/deliveries.ts';
import { DeliveryQueue } from '../../../src/api/webhooks/delivery-queue.ts';
import type { Post } from '../../../src/api/webhooks/endpoint.ts';
import { postMessage } from '../../../src/api/webhooks/post-message.ts';
import type { WebhookSettings } from '../../../src/api/webhooks/webhook.ts';
import { WebhookStore } from '../../../src/api/webhooks/webhook-store.ts';
import type { StateDatabase } from '../../../src/state/state-database.ts';
import { startReceiver } from './receiver.ts';
import { tell } from './tell.ts';

/**
 * A receiver, a webhook that leads to it, and what delivers, by a clock in the test's hands.
 *
 * @param cleanUp Gets what is to be done in the end, in reverse.
 */
export async function deliveriesFixture(
  state: StateDatabase,
  cleanUp: (() => Promise<unknown>)[],
  settings: Partial<WebhookSettings> = {},
) {
  const receiver = await startReceiver();
  cleanUp.push(
    () => state.close(),
    () => receiver.close(),
  );
  const parts = { webhooks: new WebhookStore(state), queue: new DeliveryQueue(state), alarms: new AlarmLog(state) };
  const { webhook, secret } = await parts.webhooks.create({
    name: 'test',
    url: receiver.url,
    snoozed: false,
    fields: [],
    ...settings,
  });
  receiver.secrets.push(secret);
  const time = { now: 1_000_000 };
  const told = { delivered: 0, failed: 0, gaveUp: 0 };
  const logged: string[] = [];
  const guard = new AddressGuard('true');
  const byHttp: Post = (message, signal) => postMessage(message, { guard, timeoutMs: 20_000, signal });
  const start = (queue = parts.queue) => {
    const stop = new AbortController();
    const running = new Deliveries({
      ...parts,
      queue,
      post: byHttp,
      externalIdOf: async (userId) => `P-${userId}`,
      clock: () => time.now,
      log: pino({}, { write: (line) => void logged.push(line) }),
      observer: {
        delivered: () => void told.delivered++,
        failed: () => void told.failed++,
        gaveUp: () => void told.gaveUp++,
      },
    }).run(stop.signal);
    const end = async () => {
      stop.abort();
      await running;
    };
    cleanUp.push(end);
    return end;
  };
  const { id } = webhook;
  return {
    ...parts,
    state,
    receiver,
    time,
    told,
    logged,
    id,
    start,
    tell: (alarm: string, kind: Parameters<typeof tell>[1]['kind'] = 'raised', more = {}) =>
      tell(state, { alarm, kind, ...more }),
    came: (count: number) =>
      until(`${count} messages`, () => (receiver.received.length >= count ? receiver.received : undefined)),
    rows: () => parts.queue.list(id, { before: 1e9, limit: 1000 }),
    settled: (state: string, count: number) =>
      until(`${count} ${state}`, async () => {
        const rows = await parts.queue.list(id, { before: 1e9, limit: 1000 });
        return rows.filter((row) => row.state === state).length >= count ? rows : undefined;
      }),
  };
}
