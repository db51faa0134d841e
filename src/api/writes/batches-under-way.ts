import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StateDatabase } from '../../state/state-database.ts';
import { surelyWithin } from '../state/surely-within.ts';

/** How long a batch outlives the service that was writing it. */
const LIFE_MS = 10_000;
/** How long this service is certain of that: clocks may go unequally fast. */
const SURE_MS = 0.9 * LIFE_MS;
/** Milliseconds from one look for the batches of others to the next. */
const LOOK_MS = { first: 10, most: 200 };

/** A batch that others know to be under way. */
export interface BatchUnderWay {
  /** Whether others surely know of it still. */
  isKnown(): boolean;
  /** Ends it; returns whether others have known of it until now. Never rejects. */
  end(): Promise<boolean>;
}

/**
 * The batches that services with the same state are writing, a row for each, so that a deletion can wait for them. Their service
 * renews them as long as it lives.
 */
export class BatchesUnderWay {
  readonly #database: StateDatabase;
  readonly #service = randomUUID();
  #count = 0;
  /** By number; whether others surely know of it still. */
  readonly #running = new Map<number, () => boolean>();
  /** Whether rows of batches that are over may be there still. */
  #mayHaveLeft = false;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** @throws PulsebaseError `CONNECTION_FAILED`, and others of the state. */
  async begin(): Promise<BatchUnderWay> {
    this.#count += 1;
    const number = this.#count;
    this.#running.set(number, surelyWithin(SURE_MS));
    try {
      await this.#database.query(
        // The statement may be carried out twice.
        `INSERT INTO state.batches (service, number, expires_at) VALUES (?, ?, state.now_ms() + ${LIFE_MS})
         ON CONFLICT (service, number) DO NOTHING`,
        [this.#service, number],
      );
    } catch (error) {
      // It may be there all the same.
      this.#running.delete(number);
      this.#mayHaveLeft = true;
      throw error;
    }
    return { isKnown: () => this.#running.get(number)?.() === true, end: () => this.#end(number) };
  }

  /** Renews the batches of this service; often enough, before they expire. Rows of those that are over are deleted. */
  async renew(): Promise<void> {
    if (this.#running.size === 0 && !this.#mayHaveLeft) return;
    this.#mayHaveLeft = false;
    const isKnown = surelyWithin(SURE_MS);
    try {
      const renewed = await this.#database.apart.query(
        `UPDATE state.batches SET expires_at = state.now_ms() + ${LIFE_MS} WHERE service = ? RETURNING number`,
        [this.#service],
      );
      for (const number of renewed.map(([text]) => Number(text))) {
        if (this.#running.has(number)) this.#running.set(number, isKnown);
        else await this.#delete(number, this.#database.apart);
      }
    } catch (error) {
      this.#mayHaveLeft = true;
      throw error;
    }
  }

  /** Waits until the batches of other services that are under way now have ended, or their services no longer renew them. */
  async othersAreOver(): Promise<void> {
    let awaited = await this.#others();
    for (let ms = LOOK_MS.first; awaited.size > 0; ms = Math.min(2 * ms, LOOK_MS.most)) {
      await sleep(ms);
      const now = await this.#others();
      awaited = new Set([...awaited].filter((batch) => now.has(batch)));
    }
  }

  /** Deletes what killed services have left. */
  async deleteOld(): Promise<void> {
    // Where the clock of the database was set back, they would outlive it by as much.
    await this.#database.query(
      `UPDATE state.batches SET expires_at = state.now_ms() + ${LIFE_MS} WHERE expires_at > state.now_ms() + ${LIFE_MS}`,
    );
    await this.#database.query('DELETE FROM state.batches WHERE expires_at <= state.now_ms()');
  }

  async #others(): Promise<Set<string>> {
    // In this order, so that no service takes a batch for known that is not waited for.
    await this.deleteOld();
    const rows = await this.#database.query('SELECT service, number FROM state.batches WHERE service <> ?', [
      this.#service,
    ]);
    return new Set(rows.map(([service, number]) => `${service} ${number}`));
  }

  async #end(number: number): Promise<boolean> {
    const isKnown = this.#running.get(number)?.() === true;
    this.#running.delete(number);
    const deleting = this.#delete(number).catch(() => {
      this.#mayHaveLeft = true;
      return false;
    });
    return isKnown || deleting;
  }

  /** Returns whether its row was there. */
  async #delete(number: number, database: Pick<StateDatabase, 'query'> = this.#database): Promise<boolean> {
    const deleted = await database.query('DELETE FROM state.batches WHERE service = ? AND number = ? RETURNING 1', [
      this.#service,
      number,
    ]);
    return deleted.length > 0;
  }
}
