import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { requireInstant } from '../../model/instant.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { User, UserInput, UserRow } from '../../model/user.ts';
import { parseUserId } from '../../model/user-id.ts';
import { requireDeleteScope } from '../../store/require-arguments.ts';
import type {
  DeleteReceipt,
  DeleteScope,
  IngestOptions,
  Receipt,
  Store,
  UsersImportOptions,
  WatchOptions,
} from '../../store/store.ts';
import type { VerifyReport } from '../../store/verify-report.ts';
import { ALL_TIME } from '../../window/window.ts';
import { ErasureWatch, type WriteStart } from './erasure-watch.ts';
import { Turnstile } from './turnstile.ts';
import { type WritePart, writeGroup } from './write-group.ts';

/** How small requests are gathered. */
export interface GroupLimits {
  /** Readings committed together at most. */
  readonly groupCommitRows: number;
  /** Milliseconds from one commit to the next while several requests come at a time: at least, unless it is 0. */
  readonly groupCommitInterval: number;
}

/**
 * While there is a crowd, commits take one part in so many of the time, so that groups grow on a slow machine; but nobody
 * waits longer for that than so many milliseconds.
 */
const PARTS_OF_TIME = 5;
const MAX_PACE_MS = 500;

/** How often a group that waits looks whether it is full. */
const PACE_MS = 10;

/** Is told what is committed. */
export interface WriteObserver {
  group(requests: number, rows: number, ms: number): void;
}

/**
 * A write of one request. What it writes is committed when the promise settles; nothing of it is otherwise. Receipts hold
 * all rejected rows.
 */
export interface RequestWrite {
  /** Commits a small body, together with others that come at the same time. */
  together(block: ReadingBlock): Promise<Receipt>;
  /** Commits one batch of a body, alone. */
  batch(block: ReadingBlock, options: Pick<IngestOptions, 'unknownUsers' | 'dryRun'>): Promise<Receipt>;
  /** Brings in users, one page of a body. */
  users(rows: readonly (UserRow | Rejection)[], options?: Pick<UsersImportOptions, 'replace'>): Promise<Receipt>;
}

interface WaitingPart {
  readonly block: ReadingBlock;
  readonly start: WriteStart;
  readonly settle: PromiseWithResolvers<Receipt>;
}

/**
 * The one place where a write of the service begins and commits. It alone holds the store for writing, and lets one write
 * through at a time: a group of small requests, a batch of a large one, or a deletion. Each is atomic, durable and part of
 * every answer when its promise settles: on PostgreSQL by a transaction, on ClickHouse by the journal.
 *
 * Small requests that wait while something is written make the next group, so that a crowd of devices does not cost a
 * commit each. A commit costs much the same however few rows it has; so while there is a crowd, commits keep a distance,
 * which leaves the processor to the questions. Nobody waits for others when there are none.
 */
export class UnitOfWork {
  readonly #store: Store;
  readonly #limits: GroupLimits;
  readonly #observer: WriteObserver;
  readonly #turnstile = new Turnstile();
  readonly #erasures = new ErasureWatch();
  readonly #waiting: WaitingPart[] = [];
  #underWay = 0;
  #isGathering = false;
  #isHurrying = false;
  /** The last group: when it was begun, how long it took, and how many requests were in it. */
  #last = { at: Number.NEGATIVE_INFINITY, ms: 0, requests: 0 };

  constructor(store: Store, limits: GroupLimits, observer: WriteObserver) {
    this.#store = store;
    this.#limits = limits;
    this.#observer = observer;
  }

  /** Requests whose writes are not done yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Begins the write of a request, before its body is read: what is deleted from here on, it does not bring back. */
  async write<T>(work: (write: RequestWrite) => Promise<T>): Promise<T> {
    const start = this.#erasures.begin();
    this.#underWay += 1;
    try {
      return await work({
        together: (block) => this.#together(block, start),
        batch: (block, options) => this.#batch(block, start, options),
        users: (rows, options) => this.#users(rows, start, options),
      });
    } finally {
      this.#underWay -= 1;
      this.#erasures.end(start);
    }
  }

  putUser(user: UserInput): Promise<User> {
    return this.#alone(() => this.#store.putUser(user));
  }

  deleteUsers(ids: readonly number[]): Promise<DeleteReceipt> {
    return this.#alone(async () => {
      this.#erasures.add({ userIds: new Set(ids), window: ALL_TIME, deletesUsers: true });
      return this.#store.deleteUsers(ids);
    });
  }

  async deleteReadings(scope: DeleteScope): Promise<number> {
    const { userIds, window } = requireDeleteScope(scope);
    return this.#alone(async () => {
      this.#erasures.add({ userIds: userIds === undefined ? 'all' : new Set(userIds), window, deletesUsers: false });
      return this.#store.deleteReadings(scope);
    });
  }

  async dropBefore(instant: Date | string): Promise<number> {
    const to = requireInstant(instant, 'instant') - 1;
    return this.#alone(async () => {
      this.#erasures.add({ userIds: 'all', window: { from: 0, to }, deletesUsers: false });
      return this.#store.dropBefore(instant);
    });
  }

  repair(options: WatchOptions): Promise<VerifyReport> {
    return this.#alone(() => this.#store.repair(options));
  }

  /** Lets no request wait for a crowd any more. */
  hurry(): void {
    this.#isHurrying = true;
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await this.#turnstile.run(work);
    } finally {
      this.#underWay -= 1;
    }
  }

  #together(block: ReadingBlock, start: WriteStart): Promise<Receipt> {
    const settle = Promise.withResolvers<Receipt>();
    this.#waiting.push({ block, start, settle });
    if (!this.#isGathering) void this.#gather();
    return settle.promise;
  }

  async #gather(): Promise<void> {
    this.#isGathering = true;
    while (this.#waiting.length > 0) {
      // Those who came with the same turn of the event loop belong together.
      await setImmediate();
      await this.#keepDistance();
      await this.#turnstile.run(() => this.#commitGroup());
    }
    this.#isGathering = false;
  }

  async #keepDistance(): Promise<void> {
    const { groupCommitInterval, groupCommitRows } = this.#limits;
    const pace = Math.min(this.#last.ms * PARTS_OF_TIME, MAX_PACE_MS);
    const distance = groupCommitInterval === 0 ? 0 : Math.max(groupCommitInterval, pace);
    const isFull = () => this.#waiting.reduce((rows, { block }) => rows + block.length, 0) >= groupCommitRows;
    while (this.#last.requests > 1 && !this.#isHurrying && !isFull()) {
      const left = this.#last.at + distance - performance.now();
      if (left <= 0) return;
      await sleep(Math.min(left, PACE_MS));
    }
  }

  async #commitGroup(): Promise<void> {
    const group: WaitingPart[] = [];
    let rows = 0;
    while (
      this.#waiting.length > 0 &&
      (group.length === 0 || rows + this.#waiting[0]!.block.length <= this.#limits.groupCommitRows)
    ) {
      const part = this.#waiting.shift()!;
      group.push(part);
      rows += part.block.length;
    }
    const started = performance.now();
    try {
      const parts = group.map(
        ({ block, start }): WritePart => ({ rejections: this.#erasures.takeErased(block, start), block }),
      );
      const receipts = await writeGroup(this.#store, parts);
      for (const [at, { settle }] of group.entries()) settle.resolve(receipts[at]!);
    } catch (error) {
      for (const { settle } of group) settle.reject(error);
    }
    const ms = performance.now() - started;
    this.#last = { at: started, ms, requests: group.length };
    this.#observer.group(group.length, rows, ms);
  }

  #batch(
    block: ReadingBlock,
    start: WriteStart,
    { unknownUsers = 'reject', dryRun = false }: Pick<IngestOptions, 'unknownUsers' | 'dryRun'>,
  ): Promise<Receipt> {
    const rejections: Rejection[] = [];
    const ingest = async (options: IngestOptions) => {
      const onRejected = (refused: readonly Rejection[]) => {
        for (const rejection of refused) rejections.push(rejection);
      };
      const receipt = await this.#store.ingest([block], { ...options, unknownUsers, onRejected });
      return { ...receipt, rejections };
    };
    if (dryRun) return ingest({ dryRun });
    return this.#turnstile.run(() => {
      for (const rejection of this.#erasures.takeErased(block, start)) block.rejected.push(rejection);
      return ingest({});
    });
  }

  #users(
    rows: readonly (UserRow | Rejection)[],
    start: WriteStart,
    options: Pick<UsersImportOptions, 'replace'> = {},
  ): Promise<Receipt> {
    return this.#turnstile.run(() => {
      const kept = rows.map((item): UserRow | Rejection => {
        const id = 'user' in item ? parseUserId(item.user.id) : undefined;
        return id !== undefined && this.#erasures.isErasedUser(id, start)
          ? { row: item.row, reason: 'erased', message: 'deleted while this write was on its way' }
          : item;
      });
      return this.#store.importUsers(kept, options);
    });
  }
}
