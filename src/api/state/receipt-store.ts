import type { DatabaseSync } from 'node:sqlite';

/** How long a receipt answers for its idempotency key. */
export const RECEIPT_LIFE_MS = 24 * 3_600_000;

/** Rows deleted at a time: a few milliseconds. */
const DELETED_AT_ONCE = 2000;

export interface StoredReceipt {
  /** Hash of the request that got this receipt. */
  readonly fingerprint: Uint8Array;
  /** The answer, as JSON text. */
  readonly body: string;
}

/**
 * Receipts of requests with an idempotency key. One is written after the readings are committed and before the answer:
 * what it says is always true. Where a kill comes between the two, the request is done again, which changes nothing.
 */
export class ReceiptStore {
  readonly #find;
  readonly #put;
  readonly #deleteOld;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(
      'SELECT fingerprint, body FROM receipts WHERE key_id = ? AND idempotency_key = ? AND created_at > ?',
    );
    this.#put = database.prepare(
      `INSERT INTO receipts (key_id, idempotency_key, fingerprint, body, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET fingerprint = excluded.fingerprint, body = excluded.body, created_at = excluded.created_at`,
    );
    this.#deleteOld = database.prepare(
      `DELETE FROM receipts WHERE rowid IN (SELECT rowid FROM receipts WHERE created_at <= ? LIMIT ${DELETED_AT_ONCE})`,
    );
  }

  find(keyId: string, idempotencyKey: string, now: number = Date.now()): StoredReceipt | undefined {
    const row = this.#find.get(keyId, idempotencyKey, now - RECEIPT_LIFE_MS);
    if (row === undefined || !(row.fingerprint instanceof Uint8Array)) return undefined;
    return { fingerprint: row.fingerprint, body: String(row.body) };
  }

  put(keyId: string, idempotencyKey: string, { fingerprint, body }: StoredReceipt, now: number = Date.now()): void {
    this.#put.run(keyId, idempotencyKey, fingerprint, body, now);
  }

  /** Deletes some of the receipts whose time is over; gives whether there may be more. */
  deleteOld(now: number = Date.now()): boolean {
    return Number(this.#deleteOld.run(now - RECEIPT_LIFE_MS).changes) === DELETED_AT_ONCE;
  }
}
