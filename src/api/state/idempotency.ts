import { timingSafeEqual } from 'node:crypto';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ReceiptStore } from './receipt-store.ts';

const FORM = /^[\x21-\x7e]{1,255}$/;

/** The life of one request with an idempotency key; `end` in any case. */
export interface IdempotentRequest {
  /** The stored answer, when this very request was done before. @throws PulsebaseError `IDEMPOTENCY_KEY_REUSED`. */
  replay(fingerprint: Uint8Array): string | undefined;
  /** Whether an answer is stored under the key, so that nothing may be written. */
  readonly isKnown: boolean;
  done(fingerprint: Uint8Array, body: string): void;
  end(): void;
}

/** Idempotency keys, each within its API key. Requests under way are known to this process alone: they die with it. */
export class Idempotency {
  readonly #receipts: ReceiptStore;
  readonly #running = new Set<string>();

  constructor(receipts: ReceiptStore) {
    this.#receipts = receipts;
  }

  /** @throws PulsebaseError `IDEMPOTENCY_KEY_IN_USE`, `INVALID_ARGUMENT`. */
  begin(apiKeyId: string, key: string): IdempotentRequest {
    if (!FORM.test(key)) {
      throw new PulsebaseError('INVALID_ARGUMENT', 'Idempotency-Key must be 1 to 255 visible ASCII characters', {
        field: 'Idempotency-Key',
      });
    }
    const name = `${apiKeyId} ${key}`;
    if (this.#running.has(name)) {
      throw new PulsebaseError(
        'IDEMPOTENCY_KEY_IN_USE',
        'a request with this Idempotency-Key is still running; ask again in a moment',
        { field: 'Idempotency-Key' },
      );
    }
    const stored = this.#receipts.find(apiKeyId, key);
    this.#running.add(name);
    return {
      isKnown: stored !== undefined,
      replay: (fingerprint) => {
        if (stored === undefined) return undefined;
        if (timingSafeEqual(stored.fingerprint, fingerprint)) return stored.body;
        throw new PulsebaseError(
          'IDEMPOTENCY_KEY_REUSED',
          'this Idempotency-Key was used with another request; use a new key for each',
          { field: 'Idempotency-Key' },
        );
      },
      done: (fingerprint, body) => this.#receipts.put(apiKeyId, key, { fingerprint, body }),
      end: () => this.#running.delete(name),
    };
  }
}
