import { requireInstant } from '../../model/instant.ts';
import { ReadingBlock } from '../../model/reading-block.ts';
import type { UserRef } from '../../model/user-ref.ts';
import { requireReadingSelection } from '../../store/require-arguments.ts';
import type { Store } from '../../store/store.ts';
import { ALL_TIME, type Window } from '../../window/window.ts';
import { MAX_NAMED, type WrittenTo } from './change-log.ts';

/** Notes writes, so that alarms are evaluated by them. */
export interface Notes {
  /**
   * Notes a write before it begins, and that it is over, done or not; only deletions of users while there are no rules.
   *
   * @param narrow What the write is found to have changed; all that was noted when left out.
   */
  around<T>(written: WrittenTo, write: () => Promise<T>, narrow?: () => Pick<WrittenTo, 'users'>): Promise<T>;
  /** Tells that readings before an instant (Unix ms) are dropped: what they have raised stays as it is. */
  dropped(instant: number): Promise<void>;
}

/** A store whose writes are noted. */
export function notingStore(store: Store, notes: Notes): Store {
  const aboutUsers = (users: WrittenTo['users']): WrittenTo => ({ users, window: ALL_TIME, isAboutUsers: true });
  const own: Partial<Store> = {
    ingest(readings, options = {}) {
      const blocks = Array.isArray(readings) ? readings : [];
      const isDry = options.dryRun !== undefined && options.dryRun !== false;
      if (isDry) return store.ingest(readings, options);
      if (blocks.length === 0 || !blocks.every((block) => block instanceof ReadingBlock)) {
        throw new Error('the service writes readings in blocks');
      }
      const written = writtenBy(blocks as ReadingBlock[]);
      return written === undefined
        ? store.ingest(readings, options)
        : notes.around(written, () => store.ingest(readings, options));
    },
    importUsers(users, options) {
      const named = new Set<UserRef>();
      const watched = async function* () {
        for await (const item of users) {
          const user = 'user' in item ? item.user : 'reason' in item ? undefined : item;
          if (user !== undefined) for (const name of namesOf(user)) named.add(name);
          yield item;
        }
      };
      // Killed in between, it may have changed anybody.
      return notes.around(
        aboutUsers('all'),
        () => store.importUsers(watched(), options),
        () => ({ users: [...named] }),
      );
    },
    putUser(user) {
      return notes.around(aboutUsers(namesOf(user)), () => store.putUser(user));
    },
    deleteUsers(users) {
      const given = [...users];
      let work = () => store.deleteUsers(given);
      // A note that says everybody would not tell of those who are there no more.
      for (let at = 0; at < given.length; at += MAX_NAMED) {
        const [some, inner] = [given.slice(at, at + MAX_NAMED), work];
        work = () => notes.around({ ...aboutUsers(some), isDeletion: true }, inner);
      }
      return work();
    },
    deleteReadings(selection) {
      const { users = 'all', window } = requireReadingSelection(selection);
      return notes.around({ users, window, isAboutUsers: false }, () => store.deleteReadings(selection));
    },
    async dropBefore(instant) {
      await notes.dropped(requireInstant(instant, 'instant'));
      return store.dropBefore(instant);
    },
  };
  return new Proxy(store, {
    get(target, name) {
      const given: unknown = Reflect.get(own, name) ?? Reflect.get(target, name);
      return typeof given === 'function' && !Object.hasOwn(own, name) ? given.bind(target) : given;
    },
  });
}

/** The users of some readings, by id or name, and the time that they span; `undefined` of none. */
function writtenBy(blocks: readonly ReadingBlock[]): WrittenTo | undefined {
  const users = new Set<UserRef>();
  let window: Window | undefined;
  for (const block of blocks) {
    for (let at = 0; at < block.length; at += 1) {
      // Most rows are of the user of the row before.
      if (at === 0 || block.userIds[at] !== block.userIds[at - 1]) users.add(block.userAt(at));
      const timestamp = block.timestamps[at]!;
      if (window === undefined) window = { from: timestamp, to: timestamp };
      else if (timestamp < window.from) window = { from: timestamp, to: window.to };
      else if (timestamp > window.to) window = { from: window.from, to: timestamp };
    }
  }
  return window === undefined ? undefined : { users: [...users], window, isAboutUsers: false };
}

function namesOf({ id, externalId }: { readonly id?: unknown; readonly externalId?: unknown }): UserRef[] {
  if (typeof id === 'number') return [id];
  return typeof externalId === 'string' ? [externalId] : [];
}
