import type { UserRef } from '../../model/user-ref.ts';
import type { AlarmStore } from './alarm-store.ts';
import type { ChangeLog, NotedChange } from './change-log.ts';
import type { DueUser, OpenNote } from './due-users.ts';

/** What is looked up of those whose readings were changed. */
export interface NotedStore {
  /** Users with ids above `afterId`, in order of id. */
  users(afterId: number): AsyncIterable<{ readonly id: number }>;
  /** The ids of users; those named by a number are given back though they do not exist. */
  idsOf(users: readonly UserRef[]): Promise<readonly number[]>;
}

const USERS_AT_A_TIME = 1000;

/** The noted changes of all services, from when they are taken up until all their users are evaluated. */
export class NotedChanges {
  readonly #log: ChangeLog;
  readonly #store: NotedStore;
  readonly #alarms: Pick<AlarmStore, 'userIds'>;
  /** By service and number. */
  readonly #taken = new Map<string, OpenNote>();
  #finished: NotedChange[] = [];

  constructor(log: ChangeLog, store: NotedStore, alarms: Pick<AlarmStore, 'userIds'>) {
    this.#log = log;
    this.#store = store;
    this.#alarms = alarms;
  }

  /** Takes up what is noted, over, and new. @param now The wall clock, in Unix milliseconds. */
  async *takeUp(now: number): AsyncGenerator<DueUser> {
    const changes = await this.#log.list();
    for (const change of changes) {
      if (this.#taken.has(keyOf(change))) continue;
      if (!change.isOver && !change.isAbandoned) continue;
      const { users, window } = change;
      // By the clock of devices, so that a clock that was set does not make fresh readings late.
      const cameAt = now - change.ageMs;
      const wholly = change.isAboutUsers ? ('all' as const) : new Set<string>();
      // One more, until all its users are known.
      const note: OpenNote = { change, left: 1 };
      this.#taken.set(keyOf(change), note);
      let isWhole = false;
      try {
        for await (const userId of users === 'all' ? this.#allIds(change) : await this.#store.idsOf(users)) {
          note.left += 1;
          yield { userId, window, wholly, cameAt, notes: [note] };
        }
        isWhole = true;
      } finally {
        // Otherwise it is taken up once more.
        if (!isWhole) this.#taken.delete(keyOf(change));
      }
      this.done([note]);
    }
  }

  /** Tells that a user of some changes is evaluated. */
  done(notes: readonly OpenNote[]): void {
    for (const note of notes) {
      note.left -= 1;
      if (note.left === 0) this.#finished.push(note.change);
    }
  }

  /** Forgets what is evaluated, also in the log. */
  async forget(): Promise<void> {
    const finished = this.#finished;
    await this.#log.forget(finished);
    this.#finished = this.#finished.slice(finished.length);
    for (const change of finished) this.#taken.delete(keyOf(change));
  }

  /** All users; where some may have been deleted, those too of whom something is known still. */
  async *#allIds({ isAboutUsers }: NotedChange): AsyncGenerator<number> {
    for await (const { id } of this.#store.users(0)) yield id;
    if (!isAboutUsers) return;
    for (let last = 0, page = await this.#alarms.userIds(0, USERS_AT_A_TIME); page.length > 0; ) {
      yield* page;
      last = page.at(-1)!;
      page = await this.#alarms.userIds(last, USERS_AT_A_TIME);
    }
  }
}

function keyOf({ service, number }: NotedChange): string {
  return `${service} ${number}`;
}
