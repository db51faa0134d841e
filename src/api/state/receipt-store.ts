import type { StateDatabase } from '../../state/state-database.ts';
import type { ClaimRow } from './claims.ts';
import { receiptClock } from './receipt-clock.ts';

/** How long a receipt is kept for its idempotency key. */
export const RECEIPT_LIFE_MS = 24 * 3_600_000;

/** Receipts, and their bytes, to delete at a time: a few milliseconds. */
const DELETED_AT_ONCE = 2000;
const BYTES_DELETED_AT_ONCE = 1024 ** 2;

export interface StoredReceipt {
  /** Hash of the request that got this receipt. */
  readonly fingerprint: Uint8Array;
  /** The answer, as JSON text. */
  readonly body: string;
}

const INSERT = 'INSERT INTO state.receipts (key_id, idempotency_key, fingerprint, body, created_at)';
const OVERWRITING = `ON CONFLICT (key_id, idempotency_key) DO UPDATE SET
  fingerprint = excluded.fingerprint, body = excluded.body, created_at = excluded.created_at`;

/**
 * Receipts of requests with an idempotency key. Each is written after its readings are committed and before the answer, so it is
 * always true. After a kill between the two, a retry is carried out again, which changes nothing.
 */
export class ReceiptStore {
  readonly #database: StateDatabase;
  readonly #clock: () => number;

  /** @param clock Time in milliseconds that never goes back. */
  constructor(database: StateDatabase, clock: () => number) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Opens the receipts of a state, by a clock that begins now. */
  static async open(database: StateDatabase): Promise<ReceiptStore> {
    const [row] = await database.query('SELECT state.now_ms(), max(created_at) FROM state.receipts');
    return new ReceiptStore(database, receiptClock(Number(row?.[0]), Number(row?.[1] ?? 0)));
  }

  async find(keyId: string, idempotencyKey: string): Promise<StoredReceipt | undefined> {
    const [row] = await this.#database.query(
      'SELECT fingerprint, body FROM state.receipts WHERE key_id = ? AND idempotency_key = ? AND created_at > ?',
      [keyId, idempotencyKey, this.#clock() - RECEIPT_LIFE_MS],
    );
    const [fingerprint, body] = row ?? [];
    return fingerprint instanceof Uint8Array ? { fingerprint, body: String(body) } : undefined;
  }

  /**
   * Stores a receipt; returns whether it did.
   *
   * @param claim The claim that it needs: it is not stored once another service may have taken the key.
   */
  async put(
    keyId: string,
    idempotencyKey: string,
    { fingerprint, body }: StoredReceipt,
    claim?: ClaimRow,
  ): Promise<boolean> {
    const values = [keyId, idempotencyKey, fingerprint, body, this.#clock()];
    if (claim === undefined) {
      await this.#database.query(`${INSERT} VALUES (?, ?, ?, ?, ?) ${OVERWRITING}`, values);
      return true;
    }
    const stored = await this.#database.query(
      // While its row is locked nobody takes the claim over.
      `${INSERT} SELECT ?, ?, ?, ?, ? FROM (
         SELECT 1 FROM state.claims WHERE key_id = ? AND idempotency_key = ? AND service = ? AND request = ? FOR UPDATE
       ) AS held WHERE true ${OVERWRITING} RETURNING 1`,
      [...values, keyId, idempotencyKey, claim.service, claim.request],
    );
    return stored.length > 0;
  }

  /** Bytes of all receipts of an API key, with the database's overhead. */
  async bytesOf(keyId: string): Promise<number> {
    const [row] = await this.#database.query('SELECT bytes FROM state.receipt_totals WHERE key_id = ?', [keyId]);
    return Number(row?.[0] ?? 0);
  }

  /** Deletes some expired receipts; returns whether there may be more. */
  async deleteOld(): Promise<boolean> {
    const deleted = await this.#database.query(
      `DELETE FROM state.receipts WHERE (key_id, idempotency_key) IN (
         SELECT key_id, idempotency_key FROM (
           SELECT key_id, idempotency_key, bytes,
             sum(bytes) OVER (ORDER BY created_at, key_id, idempotency_key) AS up_to
           FROM (
             SELECT key_id, idempotency_key, bytes, created_at FROM state.receipts WHERE created_at <= ?
             ORDER BY created_at, key_id, idempotency_key LIMIT ${DELETED_AT_ONCE}
           ) AS oldest
         ) AS summed WHERE up_to - bytes < ${BYTES_DELETED_AT_ONCE}
       ) RETURNING 1`,
      [this.#clock() - RECEIPT_LIFE_MS],
    );
    return deleted.length > 0;
  }
}
