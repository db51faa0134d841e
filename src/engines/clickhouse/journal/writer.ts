import { Mutex } from '../../../async/mutex.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import type { RecentReadings } from '../memtable/recent-readings.ts';
import { type Region, wholeMonth } from '../rollups/region.ts';
import { type ReadingColumns, readingColumns } from '../schema/reading-columns.ts';
import type { StoreCache } from '../single-writer/store-cache.ts';
import type { Executor } from '../statements/executor.ts';
import { DiskRoom } from './disk-room.ts';
import type { Intent } from './intent.ts';
import { JournalRecovery } from './journal-recovery.ts';
import type { WriteJournal } from './write-journal.ts';

/**
 * Writes to a store. What changes its parts does so one operation at a time, each recorded in the journal before it begins. An
 * intent that a failure left there is finished before the next answer.
 */
export class Writer {
  readonly executor: Executor;
  readonly journal: WriteJournal;
  readonly cache: StoreCache;
  readonly recent: RecentReadings;
  readonly room: DiskRoom;
  readonly #recovery: JournalRecovery;
  /** Held by whoever decides what a write does, by comparison with what the store holds. */
  readonly #deciding = new Mutex();
  /** Held by whoever changes the parts: a write that was decided, or a flush of what was acknowledged before. */
  readonly #parts = new Mutex();
  /** Intents in progress: an answer does not wait for unacknowledged writes. */
  readonly #underWay = new Set<number>();
  #backlog = 0;
  #isClosed = false;

  constructor(executor: Executor, journal: WriteJournal, cache: StoreCache, recent: RecentReadings) {
    this.executor = executor;
    this.journal = journal;
    this.cache = cache;
    this.recent = recent;
    this.room = new DiskRoom(executor);
    this.#recovery = new JournalRecovery(executor, journal, cache);
    journal.watch(() => this.run(() => this.carryOut({ kind: 'recovery' })));
  }

  /** Intents that a failure or a dead process has left in the journal. */
  get leftOver(): readonly Intent[] {
    return [...this.journal.pending].filter(([id]) => !this.#underWay.has(id)).map(([, intent]) => intent);
  }

  /** Pending roll-ups of what was written. */
  get pendingRegions(): readonly Region[] {
    return [...this.journal.pending.values()].flatMap((intent) => (intent.kind === 'write' ? intent.regions : []));
  }

  /**
   * Runs work that changes the parts; they hold everything acknowledged before. All methods but `ensureCurrent`,
   * `ensureUsersCurrent` and `close` are for work in here, or in one of the methods below it.
   */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.#decide(async () => {
      await this.recent.flush();
      return this.#parts.run(() => this.recent.changing(work));
    });
  }

  /** The same for work that mends the parts: a damaged one may stand in the way of what was acknowledged. */
  runOnParts<T>(work: () => Promise<T>): Promise<T> {
    return this.#decide(() => this.#parts.run(() => this.recent.changing(work)));
  }

  /** The same for work that changes nothing but users, and adds them alone. */
  alterUsers<T>(work: () => Promise<T>): Promise<T> {
    return this.#decide(() => this.#parts.run(work));
  }

  /** Runs work that decides what to add to the recent readings. */
  admit<T>(work: () => Promise<T>): Promise<T> {
    return this.#decide(work);
  }

  /** Runs work that puts acknowledged readings into the parts. */
  flushing<T>(work: () => Promise<T>): Promise<T> {
    return this.#parts.run(async () => {
      this.#ensureOpen();
      return work();
    });
  }

  /** Runs work while the parts do not change; `undefined` where a flush that failed has to be finished first. */
  whileCurrent<T>(work: () => Promise<T>): Promise<T | undefined> {
    return this.#parts.run(async () => (this.recent.isDoubtful ? undefined : work()));
  }

  /** Delays an answer until the roll-ups include everything written before. */
  async ensureCurrent(): Promise<void> {
    if (this.recent.isDoubtful) await this.recent.flush();
    if (this.leftOver.length > 0) await this.run(() => this.drain());
  }

  /** The same for an answer about users only, which needs no roll-ups. */
  async ensureUsersCurrent(): Promise<void> {
    if (this.leftOver.some(({ kind }) => kind === 'delete-users')) await this.ensureCurrent();
  }

  /** Carries out all pending intents. */
  async drain(): Promise<void> {
    await this.#recovery.drain();
    this.#backlog = 0;
  }

  /** Recomputes every roll-up of a month, whatever the journal says. */
  recomputeMonth(month: number): Promise<void> {
    return this.#recovery.recompute([wholeMonth(month)], true);
  }

  /** Records an intent and runs its statements. Their roll-ups are left for {@link drain}. */
  async begin<T>(intent: Intent, work: (id: number) => Promise<T>): Promise<T> {
    const id = await this.journal.begin(intent, () => this.drain());
    this.#underWay.add(id);
    try {
      return await work(id);
    } finally {
      this.#underWay.delete(id);
    }
  }

  /** Records an intent, and carries out all pending ones. */
  async carryOut(intent: Intent): Promise<void> {
    await this.begin(intent, () => this.drain());
  }

  /** Runs work while no other process writes. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.journal.alone(work, (inner) =>
      this.begin({ kind: 'recovery' }, async () => {
        try {
          return await inner();
        } finally {
          await this.drain();
        }
      }),
    );
  }

  /**
   * Writes the readings of an intent; their roll-ups are left for {@link drain}, or for whoever adds them up.
   *
   * @returns The number of readings in the parts that are not in the roll-ups yet.
   */
  async insert(readings: ReadingColumns, id: number): Promise<number> {
    this.cache.readingsComing(readings);
    this.cache.partsGrowing(readings);
    if (readings.length > 0) await this.executor.insertRows('readings', readingColumns(readings), id);
    this.#backlog += readings.length;
    return this.#backlog;
  }

  /** Marks an intent as done whose roll-ups were added up, where nothing else is pending. */
  async finish(id: number): Promise<void> {
    await this.executor.sync();
    await this.journal.done([id]);
    this.#backlog = 0;
  }

  async close(): Promise<void> {
    // Before taking the mutex: the recovery that this waits for needs it.
    await this.journal.unwatch();
    await this.#deciding.run(async () => {
      try {
        await this.recent.close();
      } finally {
        await this.#parts.run(() => this.#closeParts());
      }
    });
  }

  async #closeParts(): Promise<void> {
    this.#isClosed = true;
    // What cannot be finished now is finished at the next open; closing must work on a full disk too.
    await this.drain().catch(() => {});
    try {
      await this.journal.close();
    } finally {
      await this.executor.close();
    }
  }

  #decide<T>(work: () => Promise<T>): Promise<T> {
    return this.#deciding.run(async () => {
      this.#ensureOpen();
      return work();
    });
  }

  /** Whoever has waited for the store to be closed must not touch it: another process may have it open by now. */
  #ensureOpen(): void {
    if (this.#isClosed) throw new PulsebaseError('STORE_CLOSED', 'the store was closed; open it again');
  }
}
