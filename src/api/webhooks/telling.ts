import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { ServiceSettings } from '../../config/service-settings.ts';
import type { Finding } from '../../engine/finding.ts';
import type { StateDatabase } from '../../state/state-database.ts';
import type { WebhookBacklog } from '../watch/webhook-metrics.ts';
import { AddressGuard } from './address-guard.ts';
import { AlarmLog } from './alarm-log.ts';
import { Deliveries } from './deliveries.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import type { DeliveryObserver } from './endpoint.ts';
import { type Message, type Outcome, postMessage } from './post-message.ts';
import { signedMessage } from './signed-message.ts';
import { secretsAt } from './webhook-secret.ts';
import { WebhookStore } from './webhook-store.ts';

/** For the whole answer of a receiver. */
const TIMEOUT_MS = 20_000;

interface TellingParts {
  readonly settings: Pick<ServiceSettings, 'webhookPrivateNetworks'>;
  readonly observer: DeliveryObserver;
  readonly log: FastifyBaseLogger;
  externalIdOf(userId: number): Promise<string | null>;
}

/** What became of a test. */
export interface TestOutcome extends Omit<Outcome, 'retryAfterMs'> {
  readonly durationMs: number;
}

/** Tells others of alarms: all that the service has for it. */
export class Telling {
  /** Who writes the log calls `wake` of it. */
  readonly alarms: AlarmLog;
  readonly webhooks: WebhookStore;
  readonly queue: DeliveryQueue;
  readonly guard: AddressGuard;
  /** Callers who watch the log. */
  streams = 0;
  readonly #parts: TellingParts;

  constructor(state: StateDatabase, parts: TellingParts) {
    this.alarms = new AlarmLog(state);
    this.webhooks = new WebhookStore(state);
    this.queue = new DeliveryQueue(state);
    this.guard = new AddressGuard(parts.settings.webhookPrivateNetworks);
    this.#parts = parts;
  }

  /** Delivers webhooks until the signal is aborted; one service at a time should. Never rejects. */
  run(signal: AbortSignal): Promise<void> {
    const { observer, log, externalIdOf } = this.#parts;
    const { alarms, webhooks, queue } = this;
    const post = (message: Message, stop: AbortSignal) => this.#post(message, stop);
    return new Deliveries({ alarms, webhooks, queue, observer, log, externalIdOf, post }).run(signal);
  }

  /** Sends a receiver a message of no consequence, once. @throws ServiceError `NOT_FOUND`. */
  async test(webhookId: string, signal: AbortSignal): Promise<TestOutcome> {
    const { webhook, secrets } = await this.webhooks.get(webhookId);
    const started = performance.now();
    const payload = { type: 'webhook.test', timestamp: new Date().toISOString(), data: { webhookId } };
    const signers = secretsAt(secrets, (await this.queue.times()).now);
    const id = `msg_test_${randomUUID()}`;
    const { status, error } = await this.#post(
      signedMessage({ url: webhook.url, id, payload, secrets: signers }),
      signal,
    );
    return { status, error, durationMs: Math.round(performance.now() - started) };
  }

  async backlog(): Promise<WebhookBacklog> {
    const [backlog, webhooks] = await Promise.all([this.queue.backlog(), this.webhooks.list()]);
    const off = webhooks.filter(({ webhook }) => webhook.off !== null && webhook.off.reason !== 'by_request');
    return { ...backlog, switchedOff: off.length };
  }

  /** What is wrong with webhooks. */
  async findings(): Promise<Finding[]> {
    const webhooks = (await this.webhooks.list()).map(({ webhook }) => webhook);
    return webhooks.flatMap(({ name, off, failingSince }): Finding[] => {
      const subject = 'webhooks';
      if (off !== null && off.reason !== 'by_request') {
        const why = off.reason === 'gone' ? 'its receiver said that it is gone' : 'nothing got through for days';
        return [
          {
            grade: 'warning',
            subject,
            message: `the webhook ${JSON.stringify(name)} is off since ${new Date(off.since).toISOString()}: ${why}`,
            advice: 'pulsebase webhooks update --enable sends what it has missed; pulsebase webhooks delete ends it',
          },
        ];
      }
      if (off !== null || failingSince === null) return [];
      const since = new Date(failingSince).toISOString();
      return [
        {
          grade: 'warning',
          subject,
          message: `nothing has got through to the webhook ${JSON.stringify(name)} since ${since}`,
          advice: 'pulsebase webhooks deliveries shows what its receiver answers',
        },
      ];
    });
  }

  #post(message: Message, signal: AbortSignal): Promise<Outcome> {
    return postMessage(message, { guard: this.guard, timeoutMs: TIMEOUT_MS, signal });
  }
}
