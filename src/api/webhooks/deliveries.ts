import { receiptClock } from '../state/receipt-clock.ts';
import { type DeliveryParts, type DeliveryRun, Endpoint } from './endpoint.ts';

/** How often the log is looked at for entries of other processes. */
const LOOK_MS = 100;
/** After the state could not be reached. */
const PAUSE_MS = 1000;
/** How often old deliveries are forgotten. */
const CLEAN_MS = 60_000;
/** Messages under way to all receivers: each has a connection. */
const MAX_UNDER_WAY = 64;

/**
 * Tells webhooks of alarms: each event at least once, always under the same id, and those of one alarm in order. What has to be
 * delivered is in the state, so that a kill at any moment loses nothing. One process at a time should run it; two tell twice, under
 * the same ids.
 */
export class Deliveries {
  readonly #parts: DeliveryParts;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** Delivers until the signal is aborted. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { alarms, log } = this.#parts;
    const endpoints = new Map<string, Endpoint>();
    const sleeper = new Sleeper(signal);
    const endWaking = alarms.onWake(() => sleeper.wake());
    let run: DeliveryRun | undefined;
    let isFailing = false;
    let cleanedAt = 0;
    while (!signal.aborted) {
      try {
        run ??= await this.#begin(signal);
        await this.#look(run, endpoints);
        if (run.clock() - cleanedAt > CLEAN_MS && !(await run.queue.deleteOld(run.clock()))) cleanedAt = run.clock();
        isFailing = false;
      } catch (err) {
        if (!isFailing) log.warn({ err }, 'webhooks wait for the state of the service; it tries again');
        isFailing = true;
      }
      await sleeper.sleep(isFailing ? PAUSE_MS : LOOK_MS);
    }
    endWaking();
    for (const endpoint of endpoints.values()) await endpoint.idle();
  }

  async #begin(signal: AbortSignal): Promise<DeliveryRun> {
    const { now, newest } = await this.#parts.queue.times();
    const total = { underWay: 0, max: MAX_UNDER_WAY };
    return { ...this.#parts, clock: this.#parts.clock ?? receiptClock(now, newest), signal, total };
  }

  async #look(run: DeliveryRun, endpoints: Map<string, Endpoint>): Promise<void> {
    const { webhooks, last } = await run.webhooks.listWithLast();
    const ids = new Set(webhooks.map(({ webhook }) => webhook.id));
    for (const id of endpoints.keys()) if (!ids.has(id)) endpoints.delete(id);
    for (const known of webhooks) {
      const { id } = known.webhook;
      const endpoint = endpoints.get(id) ?? new Endpoint(run, known);
      endpoints.set(id, endpoint);
      endpoint.update(known, last);
    }
  }
}

/** Sleeps that end early when somebody has news. */
class Sleeper {
  readonly #signal: AbortSignal;
  #end: (() => void) | undefined;
  #hasNews = false;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  wake(): void {
    this.#hasNews = true;
    this.#end?.();
  }

  async sleep(ms: number): Promise<void> {
    if (!this.#hasNews && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        timer.unref();
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#end = undefined;
    this.#hasNews = false;
  }
}
