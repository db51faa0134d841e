import type { FastifyBaseLogger } from 'fastify';

/** Longest wait for the store before the service reports itself unready. */
const READY_MS = 2000;
/** How long an answer is cached. */
const LIFE_MS = 1000;

interface Probe {
  readonly begun: number;
  readonly isReady: Promise<boolean>;
  /** When it ended, as of `performance.now()`; `undefined` while it is running. */
  ended?: number;
}

/**
 * Whether the store answers. At most one check runs at a time, and its result is cached for a second, since callers need no key.
 */
export class Readiness {
  readonly #ask: () => Promise<unknown>;
  readonly #log: FastifyBaseLogger;
  #probe: Probe | undefined;
  #wasReady = true;

  /** @param ask A cheap query that only a working store can answer. */
  constructor(ask: () => Promise<unknown>, log: FastifyBaseLogger) {
    this.#ask = ask;
    this.#log = log;
  }

  /** Whether the store answers within two seconds. */
  async check(): Promise<boolean> {
    const now = performance.now();
    if (this.#probe === undefined || now - (this.#probe.ended ?? now) > LIFE_MS) this.#probe = this.#begin();
    const { begun, isReady } = this.#probe;
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(this.#tell(false)), Math.max(0, begun + READY_MS - now));
    return Promise.race([isReady, late.promise]).finally(() => clearTimeout(timer));
  }

  #begin(): Probe {
    const probe: Probe = {
      begun: performance.now(),
      isReady: this.#ask()
        .then(
          () => this.#tell(true),
          (err: unknown) => this.#tell(false, err),
        )
        .finally(() => {
          probe.ended = performance.now();
        }),
    };
    return probe;
  }

  /** Only changes are logged: callers could fill the log. */
  #tell(isReady: boolean, err?: unknown): boolean {
    if (isReady !== this.#wasReady) {
      if (isReady) this.#log.info('the store answers again');
      else this.#log.warn({ err }, 'the store does not answer');
    }
    this.#wasReady = isReady;
    return isReady;
  }
}
