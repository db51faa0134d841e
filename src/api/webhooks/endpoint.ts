import type { FastifyBaseLogger } from 'fastify';
import type { AlarmLog } from './alarm-log.ts';
import type { DeliveryQueue, WaitingDelivery } from './delivery-queue.ts';
import { EndpointPace } from './endpoint-pace.ts';
import { isWanted } from './is-wanted.ts';
import { messageId } from './message-id.ts';
import { payloadOf } from './payload-of.ts';
import type { Message, Outcome } from './post-message.ts';
import { retryDelay } from './retry-delay.ts';
import { signedMessage } from './signed-message.ts';
import { secretsAt } from './webhook-secret.ts';
import type { StoredWebhook, WebhookStore } from './webhook-store.ts';

/** Sends a message; rejects only when the signal is aborted. */
export type Post = (message: Message, signal: AbortSignal) => Promise<Outcome>;

/** Learns what becomes of deliveries. */
export interface DeliveryObserver {
  /** @param seconds From the entry in the queue to the delivery. */
  delivered(webhookId: string, seconds: number): void;
  failed(webhookId: string): void;
  gaveUp(webhookId: string): void;
}

/** What the deliveries of all webhooks have in common. */
export interface DeliveryParts {
  readonly webhooks: WebhookStore;
  readonly queue: DeliveryQueue;
  readonly alarms: AlarmLog;
  readonly post: Post;
  /** The external id of a user, for the receivers who get it. */
  externalIdOf(userId: number): Promise<string | null>;
  readonly observer: DeliveryObserver;
  readonly log: FastifyBaseLogger;
  /** Milliseconds, never back; by the clock of the state when omitted. */
  readonly clock?: () => number;
}

/** A run of the deliveries. */
export interface DeliveryRun extends DeliveryParts {
  /** Milliseconds, never back. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
  /** Messages under way, of all webhooks. */
  readonly total: { underWay: number; readonly max: number };
}

/** Messages under way to one receiver. */
const MAX_UNDER_WAY = 8;
/** Entries of the log read at a time. */
const PAGE = 100;
/** After a failure of our own. */
const PAUSE_MS = 1000;
/** A receiver to whom nothing has got through for so long is given up. */
export const FAILING_MS = 5 * 24 * 3_600_000;

/** Delivers to one receiver. */
export class Endpoint {
  readonly #run: DeliveryRun;
  readonly #pace = new EndpointPace(MAX_UNDER_WAY);
  readonly #underWay = new Map<number, Promise<void>>();
  #known: StoredWebhook;
  #last = 0;
  /** When there is something to do, unless something new comes. */
  #wakeAt = 0;
  /** Until when nothing is tried, after a failure of our own. */
  #pausedUntil = 0;
  #isPumping = false;
  #isAskedAgain = false;
  #pumped: Promise<void> = Promise.resolve();

  constructor(run: DeliveryRun, known: StoredWebhook) {
    this.#run = run;
    this.#known = known;
  }

  /** Takes note of the webhook as it is now, and of the last entry of the log; delivers what is due. */
  update(known: StoredWebhook, last: number): void {
    if (known.version !== this.#known.version) this.#wakeAt = 0;
    this.#known = known;
    this.#last = last;
    if (this.#hasNew || this.#run.clock() >= this.#wakeAt) this.#pump();
  }

  /** Settles when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#isPumping || this.#underWay.size > 0) {
      await Promise.all([this.#pumped, ...this.#underWay.values()]);
    }
  }

  #pump(): void {
    this.#isAskedAgain = true;
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#pumped = this.#startAll();
  }

  get #hasNew(): boolean {
    return this.#last > this.#known.queuedUpTo;
  }

  async #startAll(): Promise<void> {
    try {
      while (this.#isAskedAgain && this.#mayStart) {
        this.#isAskedAgain = false;
        await this.#queueNew();
        await this.#startDue();
      }
    } catch (error) {
      this.#pause(error);
    } finally {
      this.#isPumping = false;
    }
  }

  get #mayStart(): boolean {
    const { signal, clock } = this.#run;
    return !signal.aborted && this.#known.webhook.off === null && clock() >= this.#pausedUntil;
  }

  /** Queues the next entries of the log. */
  async #queueNew(): Promise<void> {
    const { queue, alarms, clock } = this.#run;
    const { webhook, queuedUpTo } = this.#known;
    if (!this.#hasNew || !(await queue.hasRoom(webhook.id))) return;
    const { events, upTo } = await alarms.after(queuedUpTo, PAGE);
    const wanted = events.filter((event) => isWanted(webhook, event));
    await queue.add(webhook.id, wanted, { after: queuedUpTo, upTo }, clock());
    // Should somebody else have been faster, the next look at the webhook puts it right.
    this.#known = { ...this.#known, queuedUpTo: upTo };
    if (this.#hasNew) this.#isAskedAgain = true;
  }

  async #startDue(): Promise<void> {
    const { queue, clock, total } = this.#run;
    this.#wakeAt = Number.POSITIVE_INFINITY;
    const limit = this.#pace.limitAt(clock());
    if (limit === 0) this.#wakeAt = this.#pace.quietUntil;
    const room = limit - this.#underWay.size;
    if (room <= 0) return;
    // What is settled while the queue is read may still be in the answer.
    const underWay = new Set(this.#underWay.keys());
    for (const next of await queue.next(this.#known.webhook.id, room + underWay.size + 1)) {
      if (underWay.has(next.seq)) continue;
      const now = clock();
      this.#wakeAt = next.nextAt;
      // The time of the first one that cannot be started yet.
      if (next.nextAt > now || this.#underWay.size >= limit || total.underWay >= total.max) return;
      this.#wakeAt = Number.POSITIVE_INFINITY;
      this.#start(next);
    }
  }

  #start(delivery: WaitingDelivery): void {
    const { total } = this.#run;
    total.underWay += 1;
    const done = this.#deliver(delivery)
      .catch((error: unknown) => this.#pause(error))
      .finally(() => {
        total.underWay -= 1;
        this.#underWay.delete(delivery.seq);
        this.#pump();
      });
    this.#underWay.set(delivery.seq, done);
  }

  async #deliver(delivery: WaitingDelivery): Promise<void> {
    const { queue, post, clock, signal, observer } = this.#run;
    const { event } = delivery;
    const { webhook, secrets } = this.#known;
    if (event === undefined) return queue.drop(delivery);
    const externalId = webhook.fields.includes('externalId')
      ? await this.#run.externalIdOf(event.alarm.userId)
      : undefined;
    const outcome = await post(
      signedMessage({
        url: webhook.url,
        id: messageId(webhook.id, event),
        payload: payloadOf(event, webhook.fields, externalId),
        secrets: secretsAt(secrets, clock()),
      }),
      signal,
    );
    const now = clock();
    this.#pace.note(outcome, now);
    if (outcome.error !== null) return this.#noteFailed(delivery, outcome, now);
    await queue.noteDelivered(delivery, outcome, now);
    observer.delivered(webhook.id, Math.max(0, now - delivery.queuedAt) / 1000);
    await this.#noteReached();
  }

  async #noteReached(): Promise<void> {
    const { webhooks, queue, log } = this.#run;
    const { webhook } = this.#known;
    if (webhook.failingSince === null) return;
    this.#noteFailing(null);
    await webhooks.noteReached(webhook.id);
    await queue.bringForward(webhook.id);
    this.#wakeAt = 0;
    log.info({ webhook: webhook.id }, 'the webhook can be reached again');
  }

  async #noteFailed(delivery: WaitingDelivery, outcome: Outcome, now: number): Promise<void> {
    const { webhooks, queue, observer, log } = this.#run;
    const { webhook } = this.#known;
    const { status, error: reason, retryAfterMs } = outcome;
    observer.failed(webhook.id);
    const delay = retryDelay(delivery.attempts + 1, Math.random());
    const nextAt = delay === undefined ? undefined : now + Math.max(delay, retryAfterMs);
    const since = webhook.failingSince ?? now;
    if (webhook.failingSince === null) {
      this.#noteFailing(since);
      await webhooks.noteFailing(webhook.id, since);
      log.warn({ webhook: webhook.id, reason }, 'a webhook could not be delivered; the service tries again');
    }
    await queue.noteFailed(delivery, outcome, { now, nextAt });
    if (nextAt === undefined) {
      observer.gaveUp(webhook.id);
      log.error({ webhook: webhook.id, reason, seq: delivery.seq }, 'a webhook was not delivered, and is given up');
    }
    const isGone = status === 410;
    if (!isGone && (nextAt !== undefined || now - since < FAILING_MS)) return;
    await webhooks.switchOff(webhook.id, isGone ? 'gone' : 'failing', now);
    this.#known = { ...this.#known, webhook: { ...webhook, off: { since: now, reason: isGone ? 'gone' : 'failing' } } };
    log.error({ webhook: webhook.id, reason }, 'the webhook is switched off: see pulsebase webhooks list');
  }

  #noteFailing(failingSince: number | null): void {
    this.#known = { ...this.#known, webhook: { ...this.#known.webhook, failingSince } };
  }

  /** Nothing is lost: what is not settled is sent again under the same id. */
  #pause(error: unknown): void {
    if (this.#run.signal.aborted) return;
    this.#run.log.warn({ err: error, webhook: this.#known.webhook.id }, 'webhooks wait; the service tries again');
    this.#pausedUntil = this.#run.clock() + PAUSE_MS;
    this.#wakeAt = this.#pausedUntil;
  }
}
