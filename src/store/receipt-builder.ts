import type { PutCounts } from '../engine/engine.ts';
import type { Rejection, RejectionReason } from '../model/rejection.ts';
import type { Receipt } from './store.ts';

/** Rejected rows that a receipt holds by itself. */
export const MAX_KEPT_REJECTIONS = 1000;

/** Adds up what became of the rows. */
export class ReceiptBuilder {
  #read = 0;
  #inserted = 0;
  #updated = 0;
  #unchanged = 0;
  #rejected = 0;
  #usersCreated = 0;
  readonly #byReason = new Map<RejectionReason, number>();
  readonly #kept: Rejection[] = [];
  readonly #onRejected: ((rejections: readonly Rejection[]) => void) | undefined;

  constructor(onRejected?: (rejections: readonly Rejection[]) => void) {
    this.#onRejected = onRejected;
  }

  addRead(rows: number): void {
    this.#read += rows;
  }

  addCounts(counts: PutCounts): void {
    this.#inserted += counts.inserted;
    this.#updated += counts.updated;
    this.#unchanged += counts.unchanged;
  }

  addUsersCreated(users: number): void {
    this.#usersCreated += users;
  }

  addRejections(rejections: readonly Rejection[]): void {
    if (rejections.length === 0) return;
    this.#rejected += rejections.length;
    for (const rejection of rejections) {
      this.#byReason.set(rejection.reason, (this.#byReason.get(rejection.reason) ?? 0) + 1);
      if (this.#kept.length < MAX_KEPT_REJECTIONS) this.#kept.push(rejection);
    }
    this.#onRejected?.(rejections);
  }

  receipt(): Receipt {
    return {
      read: this.#read,
      inserted: this.#inserted,
      updated: this.#updated,
      unchanged: this.#unchanged,
      rejected: this.#rejected,
      rejectedByReason: Object.fromEntries([...this.#byReason].sort(([a], [b]) => (a < b ? -1 : 1))),
      rejections: [...this.#kept],
      usersCreated: this.#usersCreated,
    };
  }
}
