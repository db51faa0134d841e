import type { Connections } from '../../engines/postgres/connections/connections.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { StateDatabase, StateRow, StateStatement, StateValue } from '../state-database.ts';
import { storable } from '../storable.ts';
import { SCHEMA } from './postgres-migrations.ts';

/** As long as a statement may take. */
const LOCK_TIMEOUT_MS = 5000;

/** The state in a schema of a PostgreSQL database, which services share. */
export class PostgresState implements StateDatabase {
  readonly isShared = true;
  readonly apart: PostgresState;
  readonly #connections: Connections;
  /** Statements in this dialect, by their text, of which there are few. */
  readonly #texts = new Map<string, string>();

  /** @param apart The connection for what must not wait; left out, it is these. */
  constructor(connections: Connections, apart?: Connections) {
    this.#connections = connections;
    this.apart = apart === undefined ? this : new PostgresState(apart);
  }

  query(text: string, values: readonly StateValue[] = []): Promise<StateRow[]> {
    return this.#answered(
      async () => (await this.#connections.query(this.#textOf(text), storable(values))) as StateRow[],
    );
  }

  transaction(statements: readonly StateStatement[]): Promise<StateRow[][] | undefined> {
    return this.#answered(async () => {
      let isGuarded = false;
      try {
        return await this.#connections.transaction(
          async ({ query }) => {
            const results: StateRow[][] = [];
            for (const { text, values = [], guards = false } of statements) {
              const rows = (await query(this.#textOf(text), storable(values))) as StateRow[];
              isGuarded = guards && rows.length === 0;
              // To roll it back.
              if (isGuarded) throw new Error('a statement that guards found nothing');
              results.push(rows);
            }
            return results;
          },
          { lockTimeoutMs: LOCK_TIMEOUT_MS, withinTimeout: true },
        );
      } catch (error) {
        if (isGuarded) return undefined;
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    if (this.apart !== this) await this.apart.close();
    await this.#connections.close();
  }

  async #answered<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // Their advice is about the pool and the limits of a store.
      if (!(error instanceof PulsebaseError) || !['POOL_TIMEOUT', 'TIMEOUT'].includes(error.code)) throw error;
      const message = `PostgreSQL at ${this.#connections.location}, which has the state of the service, did not answer in time; try again`;
      throw new PulsebaseError('CONNECTION_FAILED', message, { cause: error });
    }
  }

  #textOf(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    let values = 0;
    const own = text.replaceAll(/\bstate\.|\?/g, (found) => (found === '?' ? `$${++values}` : `${SCHEMA}.`));
    this.#texts.set(text, own);
    return own;
  }
}
