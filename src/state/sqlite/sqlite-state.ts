import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StateDatabase, StateRow, StateStatement, StateValue } from '../state-database.ts';
import { storable } from '../storable.ts';

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
    return this.#rowsOf(text, values);
  }

  async transaction(statements: readonly StateStatement[]): Promise<StateRow[][] | undefined> {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const results: StateRow[][] = [];
      for (const { text, values = [], guards = false } of statements) {
        const rows = this.#rowsOf(text, values);
        if (guards && rows.length === 0) {
          this.#database.exec('ROLLBACK');
          return undefined;
        }
        results.push(rows);
      }
      this.#database.exec('COMMIT');
      return results;
    } catch (error) {
      // A full disk may have rolled it back already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #rowsOf(text: string, values: readonly StateValue[]): StateRow[] {
    return this.#prepared(text)
      .all(...storable(values))
      .map((row) => Object.values(row) as StateRow);
  }

  #prepared(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(text.replaceAll(/\bstate\.|\bFOR (?:UPDATE|SHARE)\b/g, ''));
    this.#statements.set(text, statement);
    return statement;
  }
}
