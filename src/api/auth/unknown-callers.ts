import { isIPv6 } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyBaseLogger } from 'fastify';
import { ServiceError } from '../problems/service-error.ts';
import { Windows } from './windows.ts';

const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;

interface Attempts {
  count: number;
  /** Those that the log does not know of yet. */
  untold: number;
  isTold: boolean;
}

/**
 * Requests whose key is wrong or missing, by address: so many a minute, and a line a minute in the log. A request with a key
 * that is known never comes here, so nobody is shut out by somebody else's wrong keys.
 */
export class UnknownCallers {
  readonly #limit: number;
  readonly #log: FastifyBaseLogger;
  readonly #attempts: Windows<Attempts>;

  /** @param limit Requests a minute and address; 0 means no limit. */
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

  /** Counts a request. @throws ServiceError `RATE_LIMITED` when there were too many from its address. */
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

  /** Tells the log of those who came no more. */
  tellOld(): void {
    this.#attempts.endOld();
  }

  /** Tells the log of the rest. */
  close(): void {
    this.#attempts.close();
  }

  #tell(address: string, count: number): void {
    this.#log.warn({ address, count }, 'requests without a key that is known');
  }
}

/** Whom an address stands for: an IPv6 network is one customer's, who has all addresses in it. */
function addressOf(ip = 'unknown'): string {
  const address = normalizeIP(ip.replace(/%.*$/, ''), 64);
  return isIPv6(address) ? `${address}/64` : address;
}
