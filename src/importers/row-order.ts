/** Which way time runs down the rows of a file. */
export type RowOrder = 'ascending' | 'descending' | 'mixed';

/** Rows that are enough to call an order mixed. */
const ENOUGH = 10;
/** Rows that tell it well enough. */
const MOST = 10_000;

/** Finds out which way time runs down the rows of a file: from one row to the next, where both are of one user. */
export class RowOrders {
  #user: unknown;
  #local = Number.NaN;
  #forward = 0;
  #back = 0;

  add(local: number, user: unknown): void {
    if (this.#forward + this.#back >= MOST) return;
    if (user === this.#user) {
      if (local > this.#local) this.#forward += 1;
      else if (local < this.#local) this.#back += 1;
    }
    this.#user = user;
    this.#local = local;
  }

  get order(): RowOrder {
    const steps = this.#forward + this.#back;
    // Files put together, and clocks put back, step the other way now and then.
    const few = steps < ENOUGH ? steps / 2 : steps / 10;
    if (this.#back <= few) return 'ascending';
    return this.#forward <= few ? 'descending' : 'mixed';
  }
}
