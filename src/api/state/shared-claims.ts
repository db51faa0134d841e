import { randomUUID } from 'node:crypto';
import type { StateDatabase } from '../../state/state-database.ts';
import type { Claim, Claims } from './claims.ts';
import { surelyWithin } from './surely-within.ts';

/** How long a claim outlives the service that held it. */
const LIFE_MS = 10_000;
/** How long its service is certain of that: clocks may go unequally fast. */
const SURE_MS = 0.9 * LIFE_MS;

/**
 * The running requests of all services that share a state, a row for each. A service renews its own as long as it lives; when it
 * was killed they expire, by the clock of the database, and another service may take the keys over.
 */
export class SharedClaims implements Claims {
  readonly #database: StateDatabase;
  readonly #service = randomUUID();
  #requests = 0;
  /** Claims that are held, by request; whether they surely are still. */
  readonly #held = new Map<number, () => boolean>();
  /** Whether claims of requests that are over may be there still. */
  #mayHaveLeft = false;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  async take(apiKeyId: string, idempotencyKey: string): Promise<Claim | undefined> {
    this.#requests += 1;
    const request = this.#requests;
    this.#held.set(request, surelyWithin(SURE_MS));
    const abandon = () => {
      this.#held.delete(request);
      this.#mayHaveLeft = true;
    };
    const release = async () => {
      if (!this.#held.delete(request)) return;
      await this.#delete(request).catch(() => {
        this.#mayHaveLeft = true;
      });
    };
    try {
      const taken = await this.#database.query(
        // The statement may be carried out twice.
        `INSERT INTO state.claims (key_id, idempotency_key, service, request, expires_at)
         VALUES (?, ?, ?, ?, state.now_ms() + ${LIFE_MS})
         ON CONFLICT (key_id, idempotency_key) DO UPDATE SET
           service = excluded.service, request = excluded.request, expires_at = excluded.expires_at
         WHERE claims.expires_at <= state.now_ms()
           OR (claims.service = excluded.service AND claims.request = excluded.request)
         RETURNING 1`,
        [apiKeyId, idempotencyKey, this.#service, request],
      );
      if (taken.length > 0) {
        const isSure = () => this.#held.get(request)?.() === true;
        return { row: { service: this.#service, request }, isSure, release, abandon };
      }
    } catch (error) {
      // It may have been taken all the same.
      abandon();
      throw error;
    }
    this.#held.delete(request);
    return undefined;
  }

  async countOthers(apiKeyId: string): Promise<number> {
    // Those that have expired too, until they are deleted: a service that stood still may go on, and keep its receipt.
    const [row] = await this.#database.query('SELECT count(*) FROM state.claims WHERE key_id = ? AND service <> ?', [
      apiKeyId,
      this.#service,
    ]);
    return Number(row?.[0]);
  }

  /** Renews the claims of this service; often enough, before they expire. Those that nobody holds any more are deleted. */
  async renew(): Promise<void> {
    if (this.#held.size === 0 && !this.#mayHaveLeft) return;
    this.#mayHaveLeft = false;
    const isSure = surelyWithin(SURE_MS);
    try {
      const renewed = await this.#database.apart.query(
        `UPDATE state.claims SET expires_at = state.now_ms() + ${LIFE_MS} WHERE service = ? RETURNING request`,
        [this.#service],
      );
      // Only those that are there: while the state was away, many requests may have tried to take one.
      for (const request of renewed.map(([number]) => Number(number))) {
        if (this.#held.has(request)) this.#held.set(request, isSure);
        else await this.#delete(request, this.#database.apart);
      }
    } catch (error) {
      this.#mayHaveLeft = true;
      throw error;
    }
  }

  /** Deletes what killed services have left. */
  async deleteOld(): Promise<void> {
    // Where the clock of the database was set back, they would outlive it by as much.
    await this.#database.query(
      `UPDATE state.claims SET expires_at = state.now_ms() + ${LIFE_MS} WHERE expires_at > state.now_ms() + ${LIFE_MS}`,
    );
    await this.#database.query('DELETE FROM state.claims WHERE expires_at <= state.now_ms()');
  }

  async #delete(request: number, database: Pick<StateDatabase, 'query'> = this.#database): Promise<void> {
    await database.query('DELETE FROM state.claims WHERE service = ? AND request = ?', [this.#service, request]);
  }
}
