import type { PutCounts } from '../engine/engine.ts';
import { sumOfCounts } from '../engine/sum-of-counts.ts';
import type { Rejection } from '../model/rejection.ts';
import { EMPTY_RECEIPT } from './empty-receipt.ts';
import { receiptOfRejections } from './receipt-of-rejections.ts';
import type { Receipt } from './store.ts';
import { sumOfReceipts } from './sum-of-receipts.ts';

/** Rejected rows that a receipt holds by default. */
export const MAX_KEPT_REJECTIONS = 1000;

/** Adds up what became of the rows. */
export class ReceiptBuilder {
  #receipt = EMPTY_RECEIPT;
  readonly #onRejected: ((rejections: readonly Rejection[]) => void) | undefined;

  constructor(onRejected?: (rejections: readonly Rejection[]) => void) {
    this.#onRejected = onRejected;
  }

  addRead(rows: number): void {
    this.#receipt = { ...this.#receipt, read: this.#receipt.read + rows };
  }

  addCounts(counts: PutCounts): void {
    this.#receipt = { ...this.#receipt, ...sumOfCounts([this.#receipt, counts]) };
  }

  addUsersCreated(users: number): void {
    this.#receipt = { ...this.#receipt, usersCreated: this.#receipt.usersCreated + users };
  }

  /** Adds rows that are among those read. */
  addRejections(rejections: readonly Rejection[]): void {
    if (rejections.length === 0) return;
    const rejected = receiptOfRejections(rejections);
    // The text of a row may be long, and holds that of its neighbours.
    const kept = rejections.slice(0, MAX_KEPT_REJECTIONS).map(({ text: _, header: __, ...rejection }) => rejection);
    this.#receipt = sumOfReceipts(this.#receipt, { ...rejected, read: 0, rejections: kept }, MAX_KEPT_REJECTIONS);
    this.#onRejected?.(rejections);
  }

  receipt(): Receipt {
    return this.#receipt;
  }
}
