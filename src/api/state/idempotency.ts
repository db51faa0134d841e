import { timingSafeEqual } from 'node:crypto';
import { formatByteSize } from '../../config/byte-size.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { ServiceError } from '../problems/service-error.ts';
import type { Claim, Claims } from './claims.ts';
import { keptReceipt, MAX_KEPT_BYTES, type RepeatedReceipt } from './kept-receipt.ts';
import type { ReceiptStore, StoredReceipt } from './receipt-store.ts';

/** The most bytes that the receipt of a pending request may take, with its key and the database's overhead. */
const RESERVED_BYTES = MAX_KEPT_BYTES + 1024;
/** Seconds after which to retry: some receipts will have expired. */
const FULL_RETRY_AFTER = 60;

const FORM = /^[\x21-\x7e]{1,255}$/;

/** One request with an idempotency key; always call `end`. */
export interface IdempotentRequest {
  /** Whether an answer is stored for the key, so that nothing must be written. */
  readonly isKnown: boolean;
  /** The stored answer, which {@link isKnown}, as JSON. @throws PulsebaseError `IDEMPOTENCY_KEY_REUSED`. */
  replay(fingerprint: Uint8Array): string;
  /** Stores the answer. @throws ServiceError `DISK_FULL`, `CONNECTION_FAILED`: all is committed, only the receipt could not be stored. */
  done(fingerprint: Uint8Array, answer: RepeatedReceipt): Promise<void>;
  end(): Promise<void>;
}

/** Idempotency keys, each scoped to its API key. */
export class Idempotency {
  readonly #receipts: ReceiptStore;
  readonly #claims: Claims;
  readonly #maxBytes: number;
  /** Numbers of pending requests, by API key. */
  readonly #running = new Map<string, number>();

  /** @param maxBytes The most bytes of receipts of one API key. */
  constructor(receipts: ReceiptStore, claims: Claims, maxBytes: number) {
    this.#receipts = receipts;
    this.#claims = claims;
    this.#maxBytes = maxBytes;
  }

  /**
   * @throws PulsebaseError `IDEMPOTENCY_KEY_IN_USE`, `INVALID_ARGUMENT`, `RATE_LIMITED` (no space for another receipt),
   *   `CONNECTION_FAILED` (the state is on a server that cannot be reached).
   */
  async begin(apiKeyId: string, key: string): Promise<IdempotentRequest> {
    if (!FORM.test(key)) {
      throw new PulsebaseError('INVALID_ARGUMENT', 'Idempotency-Key must be 1 to 255 visible ASCII characters', {
        field: 'Idempotency-Key',
      });
    }
    // Those that began before this one keep the room that they were promised.
    const requests = (this.#running.get(apiKeyId) ?? 0) + 1;
    this.#running.set(apiKeyId, requests);
    let claim: Claim | undefined;
    const end = async () => {
      await claim?.release();
      const left = (this.#running.get(apiKeyId) ?? 0) - 1;
      if (left > 0) this.#running.set(apiKeyId, left);
      else this.#running.delete(apiKeyId);
    };
    try {
      // In this order: a receipt comes before its claim goes.
      claim = await needed(this.#claims.take(apiKeyId, key));
      const stored = await needed(this.#receipts.find(apiKeyId, key));
      if (claim === undefined && stored === undefined) throw inUse();
      if (stored === undefined) await this.#requireRoom(apiKeyId, requests);
      return { isKnown: stored !== undefined, replay: replayOf(stored), done: this.#doneOf(apiKeyId, key), end };
    } catch (error) {
      await end();
      throw error;
    }
  }

  #doneOf(apiKeyId: string, key: string): IdempotentRequest['done'] {
    return async (fingerprint, answer) => {
      try {
        await this.#receipts.put(apiKeyId, key, { fingerprint, body: JSON.stringify(keptReceipt(answer)) });
      } catch (cause) {
        const { lastCommittedRow, ...receipt } = { lastCommittedRow: undefined, ...answer };
        const [status, code] = isOutOfReach(cause)
          ? ([503, 'CONNECTION_FAILED'] as const)
          : ([507, 'DISK_FULL'] as const);
        throw new ServiceError(
          status,
          code,
          'all rows are committed, but the service could not keep the receipt; sending them again changes nothing',
          { cause, committed: { receipt, ...(lastCommittedRow === undefined ? {} : { lastCommittedRow }) } },
        );
      }
    };
  }

  async #requireRoom(apiKeyId: string, requests: number): Promise<void> {
    if ((await needed(this.#receipts.bytesOf(apiKeyId))) + requests * RESERVED_BYTES <= this.#maxBytes) return;
    throw new ServiceError(
      429,
      'RATE_LIMITED',
      `this API key holds as many receipts as it may (${formatByteSize(this.#maxBytes)}, each for 24 hours); send larger bodies or no Idempotency-Key, without which a repeat is safe too, or raise MAX_RECEIPT_BYTES`,
      { field: 'Idempotency-Key', retryAfter: FULL_RETRY_AFTER },
    );
  }
}

function replayOf(stored: StoredReceipt | undefined): IdempotentRequest['replay'] {
  return (fingerprint) => {
    if (stored !== undefined && timingSafeEqual(stored.fingerprint, fingerprint)) return stored.body;
    throw new PulsebaseError(
      'IDEMPOTENCY_KEY_REUSED',
      'this Idempotency-Key was used with another request; use a new key for each',
      { field: 'Idempotency-Key' },
    );
  };
}

/** What a request with a key cannot do without. */
async function needed<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (!isOutOfReach(cause)) throw cause;
    throw new ServiceError(
      503,
      'CONNECTION_FAILED',
      'the service cannot reach its receipts, which an Idempotency-Key needs; try again, or send the request without one, without which a repeat is safe too',
      { field: 'Idempotency-Key', cause },
    );
  }
}

/** Errors of a server are of the port's kind; those of the file on this machine are not. */
function isOutOfReach(cause: unknown): boolean {
  return cause instanceof PulsebaseError && cause.code !== 'DISK_FULL';
}

function inUse(): PulsebaseError {
  return new PulsebaseError(
    'IDEMPOTENCY_KEY_IN_USE',
    'a request with this Idempotency-Key is still running; ask again in a moment',
    { field: 'Idempotency-Key' },
  );
}
