import type { DatabaseSync } from 'node:sqlite';
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

/**
 * Receipts of requests with an idempotency key. Each is written after its readings are committed and before the answer, so it is
 * always true. After a kill between the two, a retry is carried out again, which changes nothing.
 */
export class ReceiptStore {
  readonly #clock: () => number;
  readonly #find;
  readonly #put;
  readonly #bytesOf;
  readonly #deleteOld;

  /** @param clock Time in milliseconds that never goes back. */
  constructor(database: DatabaseSync, clock: () => number = receiptClock(newestOf(database))) {
    this.#clock = clock;
    this.#find = database.prepare(
      'SELECT fingerprint, body FROM receipts WHERE key_id = ? AND idempotency_key = ? AND created_at > ?',
    );
    this.#put = database.prepare(
      `INSERT INTO receipts (key_id, idempotency_key, fingerprint, body, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET fingerprint = excluded.fingerprint, body = excluded.body, created_at = excluded.created_at`,
    );
    this.#bytesOf = database.prepare('SELECT bytes FROM receipt_totals WHERE key_id = ?');
    this.#deleteOld = database.prepare(
      `DELETE FROM receipts WHERE rowid IN (
         SELECT rowid FROM (
           SELECT rowid, bytes, sum(bytes) OVER (ORDER BY created_at, rowid) AS up_to FROM (
             SELECT rowid, bytes, created_at FROM receipts WHERE created_at <= ?
             ORDER BY created_at, rowid LIMIT ${DELETED_AT_ONCE}
           )
         ) WHERE up_to - bytes < ${BYTES_DELETED_AT_ONCE}
       )`,
    );
  }

  find(keyId: string, idempotencyKey: string): StoredReceipt | undefined {
    const row = this.#find.get(keyId, idempotencyKey, this.#clock() - RECEIPT_LIFE_MS);
    if (row === undefined || !(row.fingerprint instanceof Uint8Array)) return undefined;
    return { fingerprint: row.fingerprint, body: String(row.body) };
  }

  put(keyId: string, idempotencyKey: string, { fingerprint, body }: StoredReceipt): void {
    this.#put.run(keyId, idempotencyKey, fingerprint, body, this.#clock());
  }

  /** Bytes of all receipts of an API key, with the database's overhead. */
  bytesOf(keyId: string): number {
    return Number(this.#bytesOf.get(keyId)?.bytes ?? 0);
  }

  /** Deletes some expired receipts; returns whether there may be more. */
  deleteOld(): boolean {
    return Number(this.#deleteOld.run(this.#clock() - RECEIPT_LIFE_MS).changes) > 0;
  }
}

function newestOf(database: DatabaseSync): number {
  return Number(database.prepare('SELECT max(created_at) AS newest FROM receipts').get()?.newest ?? 0);
}
