import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What waits for webhooks, and which are off. */
export interface WebhookBacklog {
  readonly waiting: number;
  readonly oldestMs: number;
  /** Webhooks that the service has switched off by itself. */
  readonly switchedOff: number;
}

/** Metrics of webhooks, by the id of each. */
export class WebhookMetrics {
  readonly #delays;
  readonly #failures;
  readonly #givenUp;

  /** @param backlog Read on each scrape. */
  constructor(registry: Registry, backlog: () => Promise<WebhookBacklog>) {
    const registers = [registry];
    const labelNames = ['webhook'] as const;
    this.#delays = new Histogram({
      name: 'pulsebase_webhook_delay_seconds',
      help: 'Time from finding what happened to an alarm to its delivery, failed attempts included.',
      labelNames,
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3600, 86_400],
      registers,
    });
    this.#failures = new Counter({
      name: 'pulsebase_webhook_failures_total',
      help: 'Attempts to deliver that failed.',
      labelNames,
      registers,
    });
    this.#givenUp = new Counter({
      name: 'pulsebase_webhook_given_up_total',
      help: 'Events that were not delivered, and are not tried again.',
      labelNames,
      registers,
    });
    const current = async () => backlog().catch(() => undefined);
    const ofBacklog = (name: string, help: string, value: (found: WebhookBacklog) => number) =>
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          const found = await current();
          if (found === undefined) this.remove();
          else this.set(value(found));
        },
      });
    ofBacklog(
      'pulsebase_webhook_waiting',
      'Deliveries that wait, also for their next attempt, of webhooks that are on.',
      (b) => b.waiting,
    );
    ofBacklog('pulsebase_webhook_oldest_seconds', 'How long the oldest of them has waited.', (b) => b.oldestMs / 1000);
    ofBacklog(
      'pulsebase_webhooks_switched_off',
      'Webhooks that are off because their receiver is gone or has failed for days.',
      (b) => b.switchedOff,
    );
  }

  delivered(webhook: string, seconds: number): void {
    this.#delays.observe({ webhook }, seconds);
  }

  failed(webhook: string): void {
    this.#failures.inc({ webhook });
    // Present with the first failure, so that its increase is seen.
    this.#givenUp.inc({ webhook }, 0);
  }

  gaveUp(webhook: string): void {
    this.#givenUp.inc({ webhook });
  }
}
