import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StateDatabase, StateRow, StateValue } from '../state-database.ts';

/** The state in a file. Statements take microseconds and run at once: a promise of them is settled when it is returned. */
export class SqliteState implements StateDatabase {
  readonly isShared = false;
  readonly apart = this;
  readonly #database: DatabaseSync;
  /** By their text, of which there are few. */
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    const start = Date.now() - performance.now();
    database.function('now_ms', () => Math.floor(start + performance.now()));
  }

  async query(text: string, values: readonly StateValue[] = []): Promise<StateRow[]> {
    return this.#prepared(text)
      .all(...values)
      .map((row) => Object.values(row) as StateRow);
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #prepared(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(text.replaceAll(/\bstate\.|\bFOR (?:UPDATE|SHARE)\b/g, ''));
    this.#statements.set(text, statement);
    return statement;
  }
}
