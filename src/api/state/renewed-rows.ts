import { randomUUID } from 'node:crypto';
import type { StateDatabase } from '../../state/state-database.ts';
import { surelyWithin } from './surely-within.ts';

/** How long a row outlives the service that has put it there, in milliseconds by the clock of the database. */
export const ROW_LIFE_MS = 10_000;
/** How long its service is certain of that: clocks may go unequally fast. */
const SURE_MS = 0.9 * ROW_LIFE_MS;

/** A table of the state whose rows a service renews as long as it lives: with a `service`, a number, and `expires_at`. */
interface RenewedTable {
  readonly name: 'claims' | 'batches';
  /** The column of the number. */
  readonly number: 'request' | 'number';
}

/**
 * The rows by which a service tells the others that share its state what it is doing. It renews them; when it was killed they expire,
 * by the clock of the database.
 */
export class RenewedRows {
  readonly service = randomUUID();
  readonly #database: StateDatabase;
  readonly #table: RenewedTable;
  #count = 0;
  /** By number, those in use; whether they are surely there still. */
  readonly #inUse = new Map<number, () => boolean>();
  /** Whether rows that nobody uses any more may be there still. */
  #mayHaveLeft = false;

  constructor(database: StateDatabase, table: RenewedTable) {
    this.#database = database;
    this.#table = table;
  }

  /** Gives a number to a row that is about to be put there. */
  begin(): number {
    this.#count += 1;
    this.#inUse.set(this.#count, surelyWithin(SURE_MS));
    return this.#count;
  }

  isInUse(number: number): boolean {
    return this.#inUse.has(number);
  }

  /** Whether a row in use is surely there still: it may not be, where this service stood still. */
  isSure(number: number): boolean {
    return this.#inUse.get(number)?.() === true;
  }

  /** Tells that a row is not used any more. @param mayBeLeft Whether it may be there still; it is deleted by the next renewal. */
  abandon(number: number, mayBeLeft: boolean): void {
    this.#inUse.delete(number);
    if (mayBeLeft) this.#mayHaveLeft = true;
  }

  /** Deletes a row that is not used any more, and returns whether it was there. Never rejects. */
  async delete(number: number): Promise<boolean> {
    this.#inUse.delete(number);
    try {
      return await this.#delete(number, this.#database);
    } catch {
      this.#mayHaveLeft = true;
      return false;
    }
  }

  /** Renews the rows of this service; often enough, before they expire. Those that are not used any more are deleted. */
  async renew(): Promise<void> {
    if (this.#inUse.size === 0 && !this.#mayHaveLeft) return;
    this.#mayHaveLeft = false;
    const isSure = surelyWithin(SURE_MS);
    const { name, number: column } = this.#table;
    try {
      const renewed = await this.#database.apart.query(
        `UPDATE state.${name} SET expires_at = state.now_ms() + ${ROW_LIFE_MS} WHERE service = ? RETURNING ${column}`,
        [this.service],
      );
      // Only those that are there: while the state was away, many may have been tried in vain.
      for (const number of renewed.map(([text]) => Number(text))) {
        if (this.#inUse.has(number)) this.#inUse.set(number, isSure);
        else await this.#delete(number, this.#database.apart);
      }
    } catch (error) {
      this.#mayHaveLeft = true;
      throw error;
    }
  }

  /** Deletes what killed services have left. */
  async deleteOld(): Promise<void> {
    const { name } = this.#table;
    // Where the clock of the database was set back, they would outlive it by as much.
    await this.#database.query(
      `UPDATE state.${name} SET expires_at = state.now_ms() + ${ROW_LIFE_MS}
       WHERE expires_at > state.now_ms() + ${ROW_LIFE_MS}`,
    );
    await this.#database.query(`DELETE FROM state.${name} WHERE expires_at <= state.now_ms()`);
  }

  async #delete(number: number, database: Pick<StateDatabase, 'query'>): Promise<boolean> {
    const { name, number: column } = this.#table;
    const deleted = await database.query(`DELETE FROM state.${name} WHERE service = ? AND ${column} = ? RETURNING 1`, [
      this.service,
      number,
    ]);
    return deleted.length > 0;
  }
}
