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
  /** Whether the answer is one that was stored for the key: before anything is written, or by who took the key over meanwhile. */
  readonly isKnown: boolean;
  /** The stored answer, which {@link isKnown}, as JSON. @throws PulsebaseError `IDEMPOTENCY_KEY_REUSED`. */
  replay(fingerprint: Uint8Array): string;
  /**
   * Stores the answer, and gives the one that belongs to the key from now on.
   *
   * @throws ServiceError `DISK_FULL`, `CONNECTION_FAILED` (the receipt could not be stored), `IDEMPOTENCY_KEY_IN_USE`,
   *   `IDEMPOTENCY_KEY_REUSED` (another service has taken the key over): all rows are committed.
   */
  done<T extends RepeatedReceipt>(fingerprint: Uint8Array, answer: T): Promise<T>;
  /** @throws PulsebaseError `IDEMPOTENCY_KEY_IN_USE` when another service may have taken the key over: nothing may be written. */
  requireKey(): void;
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
   *   `CONNECTION_FAILED` (the state is on a server that cannot be reached), `DISK_FULL` (or is full).
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
    let stored: StoredReceipt | undefined;
    const end = async () => {
      await claim?.release();
      const left = (this.#running.get(apiKeyId) ?? 0) - 1;
      if (left > 0) this.#running.set(apiKeyId, left);
      else this.#running.delete(apiKeyId);
    };
    try {
      ({ claim, stored } = await this.#taken(apiKeyId, key));
      if (claim === undefined && stored === undefined) throw inUse();
      if (stored === undefined) await this.#requireRoom(apiKeyId, requests);
    } catch (error) {
      await end();
      throw error;
    }
    return {
      get isKnown() {
        return stored !== undefined;
      },
      replay: (fingerprint) => bodyOf(stored, fingerprint),
      requireKey: () => {
        if (claim?.isSure() === false) throw inUse();
      },
      done: async (fingerprint, answer) => {
        const body = JSON.stringify(keptReceipt(answer));
        try {
          while (!(await this.#receipts.put(apiKeyId, key, { fingerprint, body }, claim?.row))) {
            // This service stood still for so long that another one could take the key.
            claim?.abandon();
            ({ claim, stored } = await this.#taken(apiKeyId, key));
            if (stored !== undefined) return JSON.parse(bodyOf(stored, fingerprint)) as typeof answer;
            if (claim === undefined) throw inUse();
          }
          return answer;
        } catch (error) {
          if (isOutOfReach(error)) claim?.abandon();
          throw committedAll(error, answer);
        }
      },
      end,
    };
  }

  /** The claim of a key, unless another request has it, and its receipt, if there is one. */
  async #taken(
    apiKeyId: string,
    key: string,
  ): Promise<{ claim: Claim | undefined; stored: StoredReceipt | undefined }> {
    const claim = await needed(this.#claims.take(apiKeyId, key));
    try {
      // Afterwards: a receipt comes before its claim goes.
      return { claim, stored: await needed(this.#receipts.find(apiKeyId, key)) };
    } catch (error) {
      claim?.abandon();
      throw error;
    }
  }

  /** Each of those that are pending, here or on another service, may keep a receipt of full size. */
  async #requireRoom(apiKeyId: string, requests: number): Promise<void> {
    const [bytes, others] = await needed(
      Promise.all([this.#receipts.bytesOf(apiKeyId), this.#claims.countOthers(apiKeyId)]),
    );
    if (bytes + (requests + others) * RESERVED_BYTES <= this.#maxBytes) return;
    throw new ServiceError(
      429,
      'RATE_LIMITED',
      `this API key holds as many receipts as it may (${formatByteSize(this.#maxBytes)}, each for 24 hours); send larger bodies or no Idempotency-Key, without which a repeat is safe too, or raise MAX_RECEIPT_BYTES`,
      { field: 'Idempotency-Key', retryAfter: FULL_RETRY_AFTER },
    );
  }
}

function bodyOf(stored: StoredReceipt | undefined, fingerprint: Uint8Array): string {
  if (stored !== undefined && timingSafeEqual(stored.fingerprint, fingerprint)) return stored.body;
  throw new PulsebaseError(
    'IDEMPOTENCY_KEY_REUSED',
    'this Idempotency-Key was used with another request; use a new key for each',
    { field: 'Idempotency-Key' },
  );
}

/** What a request with a key cannot do without. */
async function needed<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (!isOfState(cause)) throw cause;
    const [status, code] = codeOf(cause);
    const what =
      code === 'DISK_FULL' ? 'the service has no room for a receipt' : 'the service cannot reach its receipts';
    throw new ServiceError(
      status,
      code,
      `${what}, which an Idempotency-Key needs; try again, or send the request without one, without which a repeat is safe too`,
      { field: 'Idempotency-Key', cause },
    );
  }
}

/** A failure after everything was written. */
function committedAll(cause: unknown, answer: RepeatedReceipt): ServiceError {
  const { lastCommittedRow, ...receipt } = { lastCommittedRow: undefined, ...answer };
  const committed = { receipt, ...(lastCommittedRow === undefined ? {} : { lastCommittedRow }) };
  if (cause instanceof PulsebaseError && cause.code.startsWith('IDEMPOTENCY_KEY')) {
    const status = cause.code === 'IDEMPOTENCY_KEY_IN_USE' ? 409 : 422;
    const message = `all rows are committed, but the service stood still, and meanwhile its Idempotency-Key went to another one: ${cause.message}`;
    return new ServiceError(status, cause.code, message, { cause, committed, field: 'Idempotency-Key' });
  }
  const [status, code] = codeOf(cause);
  return new ServiceError(
    status,
    code,
    'all rows are committed, but the service could not keep the receipt; sending them again changes nothing',
    { cause, committed },
  );
}

function codeOf(cause: unknown): [status: number, code: 'CONNECTION_FAILED' | 'DISK_FULL'] {
  return isOutOfReach(cause) ? [503, 'CONNECTION_FAILED'] : [507, 'DISK_FULL'];
}

/** Errors of a server are of the port's kind; those of the file on this machine are not. */
function isOfState(cause: unknown): cause is PulsebaseError {
  return cause instanceof PulsebaseError && !(cause instanceof ServiceError);
}

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
