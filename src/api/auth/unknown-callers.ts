import { isIPv6 } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyBaseLogger } from 'fastify';
import { ServiceError } from '../problems/service-error.ts';
import { Windows } from './windows.ts';

const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;

interface Attempts {
  count: number;
  /** Requests not logged yet. */
  untold: number;
  isTold: boolean;
}

/**
 * Requests with a wrong or missing key, by address: limited per minute, with one log line per minute. Requests with a valid key
 * never count, so nobody is locked out by somebody else's wrong keys.
 */
export class UnknownCallers {
  readonly #limit: number;
  readonly #log: FastifyBaseLogger;
  readonly #attempts: Windows<Attempts>;

  /** @param limit Requests per minute and address; 0 means no limit. */
  constructor(limit: number, log: FastifyBaseLogger) {
    this.#limit = limit;
    this.#log = log;
    this.#attempts = new Windows<Attempts>(
      WINDOW_MS,
      MAX_ADDRESSES,
      () => ({ count: 0, untold: 0, isTold: false }),
      (address, { untold }) => {
        if (untold === 0) return undefined;
        this.#tell(address, untold);
        return { count: 0, untold: 0, isTold: true };
      },
    );
  }

  /** Counts a request. @throws ServiceError `RATE_LIMITED` when its address has made too many. */
  add(ip: string | undefined): void {
    const address = addressOf(ip);
    const { state, msLeft } = this.#attempts.of(address);
    state.count += 1;
    if (state.isTold) state.untold += 1;
    else this.#tell(address, 1);
    state.isTold = true;
    if (this.#limit === 0 || state.count <= this.#limit) return;
    throw new ServiceError(
      429,
      'RATE_LIMITED',
      `an address may make ${this.#limit} requests a minute without a key that is known; send a key, or wait`,
      { field: 'Authorization', retryAfter: Math.max(1, Math.ceil(msLeft / 1000)) },
    );
  }

  /** Logs the windows that are over. */
  tellOld(): void {
    this.#attempts.endOld();
  }

  /** Logs the rest. */
  close(): void {
    this.#attempts.close();
  }

  #tell(address: string, count: number): void {
    this.#log.warn({ address, count }, 'requests without a key that is known');
  }
}

/** Groups addresses by owner: an IPv6 network belongs to one customer. */
function addressOf(ip = 'unknown'): string {
  const address = normalizeIP(ip.replace(/%.*$/, ''), 64);
  return isIPv6(address) ? `${address}/64` : address;
}
