import { timingSafeEqual } from 'node:crypto';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { Receipt } from '../../store/store.ts';
import { ServiceError } from '../problems/service-error.ts';
import type { ReceiptStore } from './receipt-store.ts';

const FORM = /^[\x21-\x7e]{1,255}$/;

/** The life of one request with an idempotency key; `end` in any case. */
export interface IdempotentRequest {
  /** Whether an answer is stored under the key, so that nothing may be written. */
  readonly isKnown: boolean;
  /** The stored answer, which {@link isKnown}, as JSON. @throws PulsebaseError `IDEMPOTENCY_KEY_REUSED`. */
  replay(fingerprint: Uint8Array): string;
  /** Keeps the answer. @throws ServiceError `DISK_FULL`: all is committed, and only the receipt could not be kept. */
  done(fingerprint: Uint8Array, answer: Receipt & { readonly lastCommittedRow: number }): void;
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
        if (stored !== undefined && timingSafeEqual(stored.fingerprint, fingerprint)) return stored.body;
        throw new PulsebaseError(
          'IDEMPOTENCY_KEY_REUSED',
          'this Idempotency-Key was used with another request; use a new key for each',
          { field: 'Idempotency-Key' },
        );
      },
      done: (fingerprint, answer) => {
        try {
          this.#receipts.put(apiKeyId, key, { fingerprint, body: JSON.stringify(answer) });
        } catch (cause) {
          const { lastCommittedRow, ...receipt } = answer;
          throw new ServiceError(
            507,
            'DISK_FULL',
            'all rows are committed, but the service could not keep the receipt; to send them again changes nothing',
            { cause, committed: { lastCommittedRow, receipt } },
          );
        }
      },
      end: () => this.#running.delete(name),
    };
  }
}
