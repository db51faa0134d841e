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
  /** Whether it deletes users: that concerns the log of alarms also while there are no rules. */
  readonly isDeletion?: boolean;
}

/** A write that is noted, and has to be evaluated once it is over. */
export interface NotedChange extends WrittenTo {
  readonly service: string;
  readonly number: number;
  /** When it was noted, in Unix milliseconds by the clock of the state. */
  readonly at: number;
  /** How long ago that was by the same clock, which is not that on the wall. */
  readonly ageMs: number;
  readonly isOver: boolean;
  /** Whether its service has not said for a while that it still lives. */
  readonly isAbandoned: boolean;
}

/** Beyond this many users a note says everybody. */
export const MAX_NAMED = 5000;
/** A write outlives the last sign of its service by no more than this. */
const ABANDONED_MS = 20_000;
const COLUMNS = 'service, number, users, from_ms, to_ms, at, is_over';

/**
 * Notes in the state which writes of this service are under way, so that alarms are evaluated by them even when the service is killed
 * right after the commit.
 */
export class ChangeLog {
  readonly #database: StateDatabase;
  readonly #service = randomUUID();
  readonly #open = new Set<number>();
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
      `INSERT INTO state.changes (${COLUMNS}, alive_at) VALUES (?, ?, ?, ?, ?, state.now_ms(), 0, state.now_ms())
       ON CONFLICT (service, number) DO UPDATE SET is_over = 0 RETURNING at`,
      [this.#service, number, JSON.stringify({ named, isAboutUsers }), from, to],
    );
    this.#open.add(number);
    return {
      ...{ service: this.#service, number, users: named, window: { from, to }, isAboutUsers },
      ...{ at: Number(row?.[0]), ageMs: 0, isOver: false, isAbandoned: false },
    };
  }

  /** Says that the writes of this service which are noted are under way still. */
  async renew(): Promise<void> {
    if (this.#open.size === 0) return;
    await this.#database.query('UPDATE state.changes SET alive_at = state.now_ms() WHERE service = ? AND is_over = 0', [
      this.#service,
    ]);
  }

  /** Says that the writes of all other services are over: where a state is not shared, they were before this one began. */
  async endOthers(): Promise<void> {
    await this.#database.query('UPDATE state.changes SET is_over = 1 WHERE service <> ?', [this.#service]);
  }

  /**
   * Notes that a write is over, done or not.
   *
   * @param users Whose readings it has changed at most.
   */
  async end({ service, number, isAboutUsers, window, at }: NotedChange, users: WrittenTo['users']): Promise<void> {
    await this.#database.query(
      // It may have been taken for abandoned, and be forgotten.
      `INSERT INTO state.changes (${COLUMNS}, alive_at) VALUES (?, ?, ?, ?, ?, ?, 1, 0)
       ON CONFLICT (service, number) DO UPDATE SET is_over = 1, users = excluded.users`,
      [service, number, JSON.stringify({ named: bounded(users), isAboutUsers }), window.from, window.to, at],
    );
    this.#open.delete(number);
  }

  /** All that is noted, by all services, oldest first. */
  async list(): Promise<NotedChange[]> {
    const rows = await this.#database.query(
      // Where the clock of the database was set back, that of a killed service would not be abandoned for as much longer.
      `SELECT ${COLUMNS}, CASE WHEN abs(alive_at - state.now_ms()) > ${ABANDONED_MS} THEN 1 ELSE 0 END,
         state.now_ms() - at FROM state.changes
       ORDER BY at, service, number`,
    );
    return rows.map(([service, number, users, from, to, at, isOver, isAbandoned, ageMs]) => {
      const { named, isAboutUsers } = JSON.parse(String(users)) as { named: UserRef[] | 'all'; isAboutUsers: boolean };
      return {
        service: String(service),
        number: Number(number),
        users: named,
        window: { from: Number(from), to: Number(to) },
        isAboutUsers,
        at: Number(at),
        ageMs: Math.max(0, Number(ageMs)),
        isOver: Number(isOver) === 1,
        isAbandoned: Number(isAbandoned) === 1,
      };
    });
  }

  /** How long ago the first write was noted that is over, in milliseconds; 0 when there is none. */
  async oldestMs(): Promise<number> {
    const [row] = await this.#database.query('SELECT state.now_ms() - min(at) FROM state.changes WHERE is_over = 1');
    return Math.max(0, Number(row?.[0] ?? 0));
  }

  /** Forgets what is evaluated, unless it was over only after that. */
  async forget(changes: readonly NotedChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.#database.transaction(
      changes.map(
        ({ service, number, isOver }): StateStatement => ({
          text: 'DELETE FROM state.changes WHERE service = ? AND number = ? AND is_over = ?',
          values: [service, number, isOver ? 1 : 0],
        }),
      ),
    );
  }
}

function bounded(users: WrittenTo['users']): WrittenTo['users'] {
  return users === 'all' || users.length > MAX_NAMED ? 'all' : users;
}
