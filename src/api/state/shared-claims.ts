import type { StateDatabase } from '../../state/state-database.ts';
import type { Claim, Claims } from './claims.ts';
import { RenewedRows, ROW_LIFE_MS } from './renewed-rows.ts';

/**
 * The running requests of all services that share a state, a row for each. When a service was killed, another one may take its keys
 * over once its rows have expired.
 */
export class SharedClaims implements Claims {
  readonly #database: StateDatabase;
  readonly #rows: RenewedRows;

  constructor(database: StateDatabase) {
    this.#database = database;
    this.#rows = new RenewedRows(database, { name: 'claims', number: 'request' });
  }

  async take(apiKeyId: string, idempotencyKey: string): Promise<Claim | undefined> {
    const rows = this.#rows;
    const request = rows.begin();
    try {
      const taken = await this.#database.query(
        // The statement may be carried out twice.
        `INSERT INTO state.claims (key_id, idempotency_key, service, request, expires_at)
         VALUES (?, ?, ?, ?, state.now_ms() + ${ROW_LIFE_MS})
         ON CONFLICT (key_id, idempotency_key) DO UPDATE SET
           service = excluded.service, request = excluded.request, expires_at = excluded.expires_at
         WHERE claims.expires_at <= state.now_ms()
           OR (claims.service = excluded.service AND claims.request = excluded.request)
         RETURNING 1`,
        [apiKeyId, idempotencyKey, rows.service, request],
      );
      if (taken.length > 0) {
        return {
          row: { service: rows.service, request },
          isSure: () => rows.isSure(request),
          abandon: () => rows.abandon(request, true),
          release: async () => {
            if (rows.isInUse(request)) await rows.delete(request);
          },
        };
      }
    } catch (error) {
      // It may have been taken all the same.
      rows.abandon(request, true);
      throw error;
    }
    rows.abandon(request, false);
    return undefined;
  }

  async countOthers(apiKeyId: string): Promise<number> {
    // Those that have expired too, until they are deleted: a service that stood still may go on, and keep its receipt.
    const [row] = await this.#database.query('SELECT count(*) FROM state.claims WHERE key_id = ? AND service <> ?', [
      apiKeyId,
      this.#rows.service,
    ]);
    return Number(row?.[0]);
  }

  /** Renews the claims of this service; often enough, before they expire. */
  renew(): Promise<void> {
    return this.#rows.renew();
  }

  /** Deletes what killed services have left. */
  deleteOld(): Promise<void> {
    return this.#rows.deleteOld();
  }
}
