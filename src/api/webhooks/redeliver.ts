import { giveWay, isTurnOver } from '../../async/give-way.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { Window } from '../../window/window.ts';
import type { AlarmLog } from './alarm-log.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { isWanted } from './is-wanted.ts';
import type { StoredWebhook } from './webhook-store.ts';

/** The most events of one request: they wait as rows. */
const MAX_EVENTS = 10_000;
const PAGE = 200;

/**
 * Sends a webhook once more all that was found in a period, in order and under the same ids, whatever became of it.
 *
 * @returns How many events.
 * @throws PulsebaseError `INVALID_ARGUMENT` when there are too many; none is sent then.
 */
export async function redeliver(
  { webhook, queuedUpTo }: StoredWebhook,
  { from, to }: Window,
  { alarms, queue }: { readonly alarms: AlarmLog; readonly queue: DeliveryQueue },
): Promise<number> {
  const found: Parameters<DeliveryQueue['addAgain']>[1][number][] = [];
  // What comes later in the log has not been delivered yet.
  for (let last = 0; last < queuedUpTo; ) {
    const { events, upTo } = await alarms.after(last, PAGE);
    if (upTo === last) break;
    last = upTo;
    for (const event of events) {
      if (event.seq <= queuedUpTo && event.at >= from && event.at <= to && isWanted(webhook, event)) found.push(event);
    }
    if (found.length > MAX_EVENTS) {
      throw new PulsebaseError(
        'INVALID_ARGUMENT',
        `the period has more than ${MAX_EVENTS} events; take a shorter one`,
        {
          field: 'from',
        },
      );
    }
    if (isTurnOver()) await giveWay();
  }
  for (let at = 0; at < found.length; at += PAGE) {
    await queue.addAgain(webhook.id, found.slice(at, at + PAGE));
  }
  return found.length;
}
