/** Which way time runs down the rows of a file. */
export type RowOrder = 'ascending' | 'descending' | 'mixed';

/** Rows that are enough to call an order mixed. */
const ENOUGH = 10;
/** Rows that tell it well enough. */
const MOST = 10_000;

/** Users whose rows are watched. */
const MOST_USERS = 1000;

/** Finds out which way time runs down the rows of a file: from one row of a user to his next. */
export class RowOrders {
  readonly #last = new Map<unknown, number>();
  #forward = 0;
  #back = 0;

  add(local: number, user: unknown): void {
    if (this.#forward + this.#back >= MOST) return;
    const last = this.#last.get(user);
    if (last === undefined && this.#last.size >= MOST_USERS) return;
    this.#last.set(user, local);
    if (last === undefined || local === last) return;
    if (local > last) this.#forward += 1;
    else this.#back += 1;
  }

  get order(): RowOrder {
    const steps = this.#forward + this.#back;
    // Files put together, and clocks put back, step the other way now and then.
    const few = steps < ENOUGH ? steps / 2 : steps / 10;
    if (this.#back <= few) return 'ascending';
    return this.#forward <= few ? 'descending' : 'mixed';
  }
}
