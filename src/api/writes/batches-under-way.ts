import { setTimeout as sleep } from 'node:timers/promises';
import type { StateDatabase } from '../../state/state-database.ts';
import { RenewedRows, ROW_LIFE_MS } from '../state/renewed-rows.ts';

/** Milliseconds from one look for the batches of others to the next. */
const LOOK_MS = { first: 10, most: 200 };

/** A batch that others know to be under way. */
export interface BatchUnderWay {
  /** Whether others surely know of it still. */
  isKnown(): boolean;
  /** Ends it; returns whether others have known of it until now. Never rejects. */
  end(): Promise<boolean>;
}

/** The batches that services with the same state are writing, a row for each, so that a deletion can wait for them. */
export class BatchesUnderWay {
  readonly #database: StateDatabase;
  readonly #rows: RenewedRows;

  constructor(database: StateDatabase) {
    this.#database = database;
    this.#rows = new RenewedRows(database, { name: 'batches', number: 'number' });
  }

  /** @throws PulsebaseError `CONNECTION_FAILED`, and others of the state. */
  async begin(): Promise<BatchUnderWay> {
    const rows = this.#rows;
    const number = rows.begin();
    try {
      await this.#database.query(
        // The statement may be carried out twice.
        `INSERT INTO state.batches (service, number, expires_at) VALUES (?, ?, state.now_ms() + ${ROW_LIFE_MS})
         ON CONFLICT (service, number) DO NOTHING`,
        [rows.service, number],
      );
    } catch (error) {
      // It may be there all the same.
      rows.abandon(number, true);
      throw error;
    }
    return {
      isKnown: () => rows.isSure(number),
      async end() {
        const isKnown = rows.isSure(number);
        const deleting = rows.delete(number);
        return isKnown || deleting;
      },
    };
  }

  /** Renews the batches of this service; often enough, before they expire. */
  renew(): Promise<void> {
    return this.#rows.renew();
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
  deleteOld(): Promise<void> {
    return this.#rows.deleteOld();
  }

  async #others(): Promise<Set<string>> {
    // In this order, so that no service takes a batch for known that is not waited for.
    await this.deleteOld();
    const rows = await this.#database.query('SELECT service, number FROM state.batches WHERE service <> ?', [
      this.#rows.service,
    ]);
    return new Set(rows.map(([service, number]) => `${service} ${number}`));
  }
}
