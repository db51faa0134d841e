import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit';
import { ServiceError } from '../problems/service-error.ts';
import type { App } from '../service-context.ts';
import type { SharedRates } from './shared-rates.ts';
import { Windows } from './windows.ts';

const WINDOW_MS = 60_000;
/** The most keys counted at the same time. */
const MAX_KEYS = 100_000;

/**
 * Limits the requests per minute of each API key; 0 means no limit.
 *
 * @param shared Where services count together.
 */
export async function limitRate(app: App, limit: number, shared: SharedRates | undefined): Promise<void> {
  if (limit === 0) return;
  await app.register(rateLimit, {
    max: limit,
    timeWindow: WINDOW_MS,
    store: shared === undefined ? RateStore : storeOf(shared),
    keyGenerator: ({ apiKey }) => apiKey?.id ?? '',
    allowList: ({ routeOptions }) => routeOptions.config.scope === 'public',
    errorResponseBuilder: (_request, { ttl }) =>
      new ServiceError(429, 'RATE_LIMITED', `this API key may make ${limit} requests a minute`, {
        retryAfter: Math.max(1, Math.ceil(ttl / 1000)),
      }),
  });
}

/** Counters for the plugin. Its own use the wall clock: set back, it would lock keys out until it has caught up. */
class RateStore implements FastifyRateLimitStore {
  readonly #counts = new Windows(WINDOW_MS, MAX_KEYS, () => ({ requests: 0 }));

  incr(key: string, done: Parameters<FastifyRateLimitStore['incr']>[1]): void {
    const { state, msLeft } = this.#counts.of(key);
    state.requests += 1;
    done(null, { current: state.requests, ttl: msLeft });
  }

  child(): FastifyRateLimitStore {
    return this;
  }
}

function storeOf(rates: SharedRates): new () => FastifyRateLimitStore {
  return class implements FastifyRateLimitStore {
    incr(key: string, done: Parameters<FastifyRateLimitStore['incr']>[1]): void {
      void rates.add(key).then(({ requests, msLeft }) => done(null, { current: requests, ttl: msLeft }));
    }

    child(): FastifyRateLimitStore {
      return this;
    }
  };
}
