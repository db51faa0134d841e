import { randomUUID } from 'node:crypto';
import type { UserRef } from '../../model/user-ref.ts';
import type { StateDatabase, StateStatement } from '../../state/state-database.ts';
import { ALL_TIME, type Window } from '../../window/window.ts';

/** Whose readings a write may change, and when. */
export interface WrittenTo {
  /** By id, or by the text that names them; `all` for everybody. */
  readonly users: readonly UserRef[] | 'all';
  readonly window: Window;
  /** Whether it changes what is known of the users, or deletes them. */
  readonly isAboutUsers: boolean;
}

/** A write that is noted, and has to be evaluated once it is over. */
export interface NotedChange extends WrittenTo {
  readonly service: string;
  readonly number: number;
  /** When it was noted, in Unix milliseconds by the clock of the state. */
  readonly at: number;
  readonly isOver: boolean;
}

/** Beyond this many users a note says everybody. */
const MAX_NAMED = 5000;
const COLUMNS = 'service, number, users, from_ms, to_ms, at, is_over';

/**
 * Notes in the state which writes of this service are under way, so that alarms are evaluated by them even when the service is killed
 * right after the commit.
 */
export class ChangeLog {
  readonly #database: StateDatabase;
  readonly #service = randomUUID();
  #numbers = 0;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** Notes a write before it begins. */
  async begin({ users, window, isAboutUsers }: WrittenTo): Promise<NotedChange> {
    this.#numbers += 1;
    const number = this.#numbers;
    const named = bounded(users);
    const { from, to } = isAboutUsers ? ALL_TIME : window;
    const [row] = await this.#database.query(
      // It may be carried out twice.
      `INSERT INTO state.changes (${COLUMNS}) VALUES (?, ?, ?, ?, ?, state.now_ms(), 0)
       ON CONFLICT (service, number) DO UPDATE SET is_over = 0 RETURNING at`,
      [this.#service, number, JSON.stringify({ named, isAboutUsers }), from, to],
    );
    const at = Number(row?.[0]);
    return { service: this.#service, number, users: named, window: { from, to }, isAboutUsers, at, isOver: false };
  }

  /**
   * Notes that a write is over, done or not.
   *
   * @param users Whose readings it has changed at most.
   */
  async end({ service, number, isAboutUsers }: NotedChange, users: WrittenTo['users']): Promise<void> {
    await this.#database.query('UPDATE state.changes SET is_over = 1, users = ? WHERE service = ? AND number = ?', [
      JSON.stringify({ named: bounded(users), isAboutUsers }),
      service,
      number,
    ]);
  }

  /** All that is noted, by all services, oldest first. */
  async list(): Promise<NotedChange[]> {
    const rows = await this.#database.query(`SELECT ${COLUMNS} FROM state.changes ORDER BY at, service, number`);
    return rows.map(([service, number, users, from, to, at, isOver]) => {
      const { named, isAboutUsers } = JSON.parse(String(users)) as { named: UserRef[] | 'all'; isAboutUsers: boolean };
      return {
        service: String(service),
        number: Number(number),
        users: named,
        window: { from: Number(from), to: Number(to) },
        isAboutUsers,
        at: Number(at),
        isOver: Number(isOver) === 1,
      };
    });
  }

  /** Forgets what is evaluated. */
  async forget(changes: readonly NotedChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.#database.transaction(
      changes.map(
        ({ service, number }): StateStatement => ({
          text: 'DELETE FROM state.changes WHERE service = ? AND number = ?',
          values: [service, number],
        }),
      ),
    );
  }
}

function bounded(users: WrittenTo['users']): WrittenTo['users'] {
  return users === 'all' || users.length > MAX_NAMED ? 'all' : users;
}
