import { givingWay } from '../../async/giving-way.ts';
import type { VerifyReport } from '../../engine/verify-report.ts';
import type { PersonFacts } from '../../importers/import-job.ts';
import { applyFacts } from '../../ingest/apply-facts.ts';
import { usersToMake } from '../../ingest/users-to-make.ts';
import { isExternalId } from '../../model/external-id.ts';
import { requireInstant } from '../../model/instant.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { Rejection } from '../../model/rejection.ts';
import { showValue } from '../../model/show-value.ts';
import type { User, UserIdentity, UserInput, UserRow } from '../../model/user.ts';
import { parseUserId } from '../../model/user-id.ts';
import { UserName } from '../../model/user-name.ts';
import type { UserRef } from '../../model/user-ref.ts';
import type { DryRun } from '../../store/dry-run.ts';
import { requireReadingSelection } from '../../store/require-arguments.ts';
import type {
  DeleteReceipt,
  IngestOptions,
  ReadingSelection,
  Receipt,
  Store,
  UsersImportOptions,
  WatchOptions,
} from '../../store/store.ts';
import { ALL_TIME } from '../../window/window.ts';
import type { ErasureFence } from './erasure-fence.ts';
import type { WriteStart } from './erasure-watch.ts';
import type { GroupCommit } from './group-commit.ts';
import type { WriteQueue } from './write-queue.ts';

/** What all writes of a service share. */
export interface SharedWriting {
  readonly store: Store;
  readonly queue: WriteQueue;
  readonly fence: ErasureFence;
  readonly groups: GroupCommit;
}

/**
 * The write of one request, from before its body is read until the request is over. It never brings back what is deleted
 * meanwhile. Each operation is committed when its promise resolves, and has no effect if it rejects. Receipts hold all rejected
 * rows.
 */
export class RequestWrite {
  readonly #shared: SharedWriting;
  readonly #start: WriteStart;
  readonly #onOver: () => void;
  #requireRight: () => void = () => {};
  #atWork = 0;
  #isEnded = false;

  /** @param onOver Called once when it has ended and none of its work is running. */
  constructor(shared: SharedWriting, start: WriteStart, onOver: () => void) {
    this.#shared = shared;
    this.#start = start;
    this.#onOver = onOver;
  }

  /** Has a check precede each commit, which is not done if it throws. */
  onlyWhile(requireRight: () => void): void {
    this.#requireRight = requireRight;
  }

  /** Commits a small body, together with others that arrive at the same time. */
  together(block: ReadingBlock): Promise<Receipt> {
    return this.#working(({ groups }) => groups.commit(block, this.#start, this.#requireRight));
  }

  /** Commits one batch of a body, alone. */
  batch(
    block: ReadingBlock,
    {
      unknownUsers = 'reject',
      dryRun = false,
      onWarning,
    }: Pick<IngestOptions, 'unknownUsers' | 'dryRun' | 'onWarning'>,
  ): Promise<Receipt> {
    const ingest = ({ store, fence }: SharedWriting): Promise<Receipt> => {
      for (const rejection of fence.takeErased(block, this.#start)) block.rejected.push(rejection);
      return withAllRejections((onRejected) => store.ingest([block], { unknownUsers, dryRun, onWarning, onRejected }));
    };
    return dryRun !== false ? this.#working(ingest) : this.#writing(ingest);
  }

  /** Imports users, one page of a body. */
  users(rows: readonly (UserRow | Rejection)[], options: Pick<UsersImportOptions, 'replace'> = {}): Promise<Receipt> {
    return this.#writing(({ store, fence }) => {
      const kept = rows.map((item): UserRow | Rejection => {
        return 'user' in item && namesOf(item.user).some((name) => fence.isErasedUser(name, this.#start))
          ? { row: item.row, reason: 'erased', message: 'deleted while this write was on its way' }
          : item;
      });
      return withAllRejections((onRejected) => store.importUsers(givingWay(kept), { ...options, onRejected }));
    });
  }

  /**
   * Stores what a file says about people who were not deleted since the write began, or counts in a dry run who would be created.
   * Returns the number of users created.
   */
  describe(
    facts: readonly PersonFacts[],
    person: number | UserName | undefined,
    dryRun: DryRun | false,
  ): Promise<number> {
    const work = ({ store, fence }: SharedWriting) => {
      const told = facts.filter(({ user = person }) => {
        const name = user instanceof UserName ? user.text : user;
        return name === undefined || !fence.isErasedUser(name, this.#start);
      });
      return dryRun === false ? applyFacts(store, told, person) : usersToMake(store, told, person, dryRun);
    };
    return dryRun === false ? this.#writing(work) : this.#working(work);
  }

  /** @throws PulsebaseError `ERASED` when the user was deleted since the write began. */
  putUser(user: UserInput): Promise<User> {
    return this.#writing(({ store, fence }) => {
      const erased = namesOf(user).find((name) => fence.isErasedUser(name, this.#start));
      if (erased === undefined) return store.putUser(user);
      throw new PulsebaseError(
        'ERASED',
        `user ${showValue(erased)} was deleted while this request was under way; send it again to recreate the user`,
        { field: 'id' },
      );
    });
  }

  /** @param onKnown Called with the ids of those who exist, before any is deleted. */
  deleteUsers(users: readonly UserRef[], onKnown: (ids: readonly number[]) => void = () => {}): Promise<DeleteReceipt> {
    return this.#alone(async ({ store, fence }) => {
      const { ids, names } = await identified(store, users);
      onKnown(ids);
      await fence.announce({ users: names });
      return store.deleteUsers(ids);
    });
  }

  /** @param onKnown Told the ids of the users whose readings are deleted, unless it is everybody. */
  async deleteReadings(
    selection: ReadingSelection,
    onKnown: (ids: readonly number[]) => void = () => {},
  ): Promise<number> {
    const { users, window } = requireReadingSelection(selection);
    return this.#alone(async ({ store, fence }) => {
      if (users === undefined) {
        await fence.announce({ users: 'all', window });
        return store.deleteReadings(selection);
      }
      const { ids, names } = await identified(store, users);
      onKnown(ids);
      await fence.announce({ users: names, window });
      const { users: _, ...rest } = selection;
      return store.deleteReadings({ ...rest, userIds: ids });
    });
  }

  /** Who the users with these external ids are; `undefined` of nobody. */
  whoAre(names: readonly string[]): Promise<(UserIdentity | undefined)[]> {
    return this.#shared.store.identifyUsers(names);
  }

  /** The ids of users who are named by text. */
  async identify(names: readonly string[]): Promise<number[]> {
    const possible = names.filter(isExternalId);
    const users = possible.length === 0 ? [] : await this.#shared.store.identifyUsers(possible);
    return users.flatMap((user) => user?.id ?? []);
  }

  async dropBefore(instant: Date | string): Promise<number> {
    const to = requireInstant(instant, 'instant') - 1;
    return this.#alone(async ({ store, fence }) => {
      const window = { from: ALL_TIME.from, to };
      await fence.announce({ users: 'all', window });
      return store.dropBefore(instant);
    });
  }

  repair(options: WatchOptions): Promise<VerifyReport> {
    return this.#alone(({ store }) => store.repair(options));
  }

  /** Ends it: running work finishes, and no more is begun. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    if (this.#atWork === 0) this.#onOver();
  }

  #alone<T>(work: (shared: SharedWriting) => Promise<T>): Promise<T> {
    return this.#working((shared) => shared.queue.alone.run(async () => work(shared)));
  }

  #writing<T>(work: (shared: SharedWriting) => Promise<T>): Promise<T> {
    return this.#working((shared) =>
      shared.queue.writes.run(() =>
        shared.fence.around(async () => {
          this.#requireRight();
          return work(shared);
        }),
      ),
    );
  }

  async #working<T>(work: (shared: SharedWriting) => Promise<T>): Promise<T> {
    if (this.#isEnded) throw new PulsebaseError('ABORTED', 'the request is over; nothing more is written for it');
    this.#atWork += 1;
    try {
      return await work(this.#shared);
    } finally {
      this.#atWork -= 1;
      if (this.#isEnded && this.#atWork === 0) this.#onOver();
    }
  }
}

/** The ids of those users who exist, and every name by which a write may mean any of the users. */
async function identified(
  store: Store,
  users: readonly UserRef[],
): Promise<{ ids: readonly number[]; names: readonly UserRef[] }> {
  const known = (await store.identifyUsers(users)).filter((user) => user !== undefined);
  const ids = new Set(known.map(({ id }) => id));
  const names = new Set<UserRef>(users);
  for (const { id, externalId } of known) names.add(id).add(externalId ?? String(id));
  for (const name of users) if (typeof name === 'number') names.add(String(name));
  return { ids: [...ids], names: [...names] };
}

/** The names of a user who is to be put. */
function namesOf({ id, externalId }: { readonly id?: unknown; readonly externalId?: unknown }): UserRef[] {
  const names: (UserRef | undefined)[] = [parseUserId(id), typeof externalId === 'string' ? externalId : undefined];
  return names.filter((name) => name !== undefined);
}

/** The receipt of an import with all its rejected rows, not only the first. */
async function withAllRejections(
  bring: (onRejected: (rejections: readonly Rejection[]) => void) => Promise<Receipt>,
): Promise<Receipt> {
  const rejections: Rejection[] = [];
  const receipt = await bring((refused) => {
    for (const rejection of refused) rejections.push(rejection);
  });
  return { ...receipt, rejections };
}
