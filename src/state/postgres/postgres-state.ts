import type { Connections } from '../../engines/postgres/connections/connections.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { StateDatabase, StateRow, StateValue } from '../state-database.ts';
import { SCHEMA } from './postgres-migrations.ts';

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

  async query(text: string, values: readonly StateValue[] = []): Promise<StateRow[]> {
    try {
      return (await this.#connections.query(this.#textOf(text), values)) as StateRow[];
    } catch (error) {
      // Their advice is about the pool and the limits of a store.
      if (!(error instanceof PulsebaseError) || !['POOL_TIMEOUT', 'TIMEOUT'].includes(error.code)) throw error;
      const message = `PostgreSQL at ${this.#connections.location}, which has the state of the service, did not answer in time; try again`;
      throw new PulsebaseError('CONNECTION_FAILED', message, { cause: error });
    }
  }

  async close(): Promise<void> {
    if (this.apart !== this) await this.apart.close();
    await this.#connections.close();
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
