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
  /** Requests that are over, and whose claims may be there still. */
  readonly #over = new Set<number>();

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  async take(apiKeyId: string, idempotencyKey: string): Promise<Claim | undefined> {
    this.#requests += 1;
    const request = this.#requests;
    this.#held.set(request, surelyWithin(SURE_MS));
    const abandon = () => {
      this.#held.delete(request);
      this.#over.add(request);
    };
    const release = async () => {
      if (!this.#held.has(request)) return;
      abandon();
      await this.#delete(request).catch(() => {});
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

  /** Renews the claims of this service; often enough, before they expire. */
  async renew(): Promise<void> {
    const over = [...this.#over];
    if (this.#held.size > 0) {
      const isSure = surelyWithin(SURE_MS);
      const renewed = await this.#database.apart.query(
        `UPDATE state.claims SET expires_at = state.now_ms() + ${LIFE_MS} WHERE service = ? RETURNING request`,
        [this.#service],
      );
      for (const request of renewed.map(([number]) => Number(number))) {
        if (this.#held.has(request)) this.#held.set(request, isSure);
      }
    }
    for (const request of over) await this.#delete(request);
  }

  /** Deletes what killed services have left. */
  async deleteOld(): Promise<void> {
    await this.#database.query('DELETE FROM state.claims WHERE expires_at <= state.now_ms()');
  }

  async #delete(request: number): Promise<void> {
    await this.#database.query('DELETE FROM state.claims WHERE service = ? AND request = ?', [this.#service, request]);
    this.#over.delete(request);
  }
}
