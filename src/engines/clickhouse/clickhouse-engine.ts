import { Mutex } from '../../async/mutex.ts';
import { collapseDuplicates } from '../../engine/collapse-duplicates.ts';
import { distinctUsers } from '../../engine/distinct-users.ts';
import type {
  BucketTotal,
  CohortQuery,
  CohortTotal,
  DeleteCounts,
  Engine,
  ExistingUsers,
  LongWork,
  PeakHoursQuery,
  PeakTotal,
  PutCounts,
  ReadingPage,
  WriteCounts,
  WriteMode,
  WriteSession,
} from '../../engine/engine.ts';
import type { EngineStats } from '../../engine/engine-stats.ts';
import type { Finding } from '../../engine/finding.ts';
import type { PoolUse } from '../../engine/pool-use.ts';
import type { VerifyReport } from '../../engine/verify-report.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { User } from '../../model/user.ts';
import { bucketOf, HOUR_MS, type Level } from '../../window/bucket.ts';
import type { Covering } from '../../window/covering.ts';
import type { Window } from '../../window/window.ts';
import type { KnownDamage } from './chdb/damage.ts';
import type { Intent } from './chdb/journal-file.ts';
import { verifyRollups } from './checks/verify.ts';
import { readingsCondition } from './deletes/delete-statements.ts';
import { damagedPart } from './engine-error.ts';
import { JournalRecovery } from './journal/journal-recovery.ts';
import type { WriteJournal } from './journal/write-journal.ts';
import { cohort } from './queries/cohort.ts';
import { peakHours } from './queries/peak-hours.ts';
import { readings } from './queries/readings.ts';
import { scan } from './queries/scan.ts';
import { smallCohort } from './queries/small-cohort.ts';
import { readStats } from './queries/stats.ts';
import { totals } from './queries/totals.ts';
import { mergeStatements } from './rollups/merge-statements.ts';
import { type Scope, touchedScopes, wholeMonth } from './rollups/scope.ts';
import { bucketIdOf } from './schema/bucket-id.ts';
import { HourCache } from './single-writer/hour-cache.ts';
import { NewestReading } from './single-writer/newest-reading.ts';
import { UserCache } from './single-writer/user-cache.ts';
import { UserHours } from './single-writer/user-hours.ts';
import type { Executor } from './statements/executor.ts';
import { queryIntegers } from './statements/query-integers.ts';
import { sqlIntegers } from './statements/sql-integers.ts';
import { existingUsers, getUser, listUsers, putUsers } from './users/users.ts';
import { planWrite } from './writes/plan-write.ts';
import { Room } from './writes/room.ts';

/** Readings that a load may write before their roll-ups are computed: enough to do it rarely, few enough to do it fast. */
const MAX_UNSETTLED = 8_000_000;

/**
 * A store in ClickHouse tables. Writes come one at a time and go: journal, raw readings, roll-ups, journal cleared. An
 * intent that a failure left in the journal is finished before the next answer.
 */
export class ClickhouseEngine implements Engine {
  readonly name: string;
  readonly capabilities = { concurrentWriters: false };
  readonly #executor: Executor;
  readonly #journal: WriteJournal;
  readonly #damage: KnownDamage;
  readonly #userCache: UserCache;
  readonly #hours: HourCache;
  readonly #userHours: UserHours;
  readonly #newest: NewestReading;
  readonly #recovery: JournalRecovery;
  readonly #room: Room;
  readonly #writing = new Mutex();
  /** Intents that are under way right now: an answer does not wait for what is not acknowledged yet. */
  readonly #underWay = new Set<number>();
  #unsettled = 0;

  /** @param hourCache Bytes for the hours of users who were asked for last. */
  constructor(name: string, executor: Executor, journal: WriteJournal, damage: KnownDamage, hourCache = 0) {
    this.name = name;
    this.#executor = executor;
    this.#journal = journal;
    this.#damage = damage;
    this.#userCache = new UserCache(executor);
    this.#hours = new HourCache(hourCache);
    this.#userHours = new UserHours(executor, executor.topology.isShared ? undefined : this.#hours);
    this.#newest = new NewestReading(executor);
    this.#room = new Room(executor);
    this.#recovery = new JournalRecovery(executor, journal, this.#userCache, this.#hours);
    journal.watch(() => this.#write(() => this.#carryOut({ kind: 'take-over' })));
  }

  async putUsers(users: readonly User[], existing: ExistingUsers): Promise<PutCounts> {
    await this.#usersCurrent();
    return this.#write(async () => {
      // Whoever puts a user at the same time knows more than one who keeps what is there.
      const version = existing === 'keep' ? 0 : await this.#journal.nextVersion();
      await this.#room.requireForUsers(users.length);
      try {
        const counts = await putUsers(this.#executor, users, existing, version);
        await this.#executor.sync();
        return counts;
      } finally {
        this.#userCache.forget();
      }
    });
  }

  async getUser(id: number): Promise<User | undefined> {
    this.#damage.check('users');
    await this.#usersCurrent();
    return getUser(this.#executor, id);
  }

  async listUsers(afterId: number, limit: number): Promise<readonly User[]> {
    this.#damage.check('users');
    await this.#usersCurrent();
    return listUsers(this.#executor, afterId, limit);
  }

  async existingUsers(ids: readonly number[]): Promise<ReadonlySet<number>> {
    await this.#usersCurrent();
    return this.#existing(ids);
  }

  deleteUsers(ids: readonly number[]): Promise<DeleteCounts> {
    return this.#write(async () => {
      await this.#settle();
      const known = await this.#existing(ids);
      if (known.size === 0) return { users: 0, readings: 0 };
      const users = [...known];
      const [[counted = 0] = []] = await queryIntegers(
        this.#executor,
        `SELECT sum(readings) FROM pulsebase.rollups FINAL WHERE slot >= ${bucketIdOf('month', 0)} AND user_id IN (${sqlIntegers(users)})`,
        1,
      );
      await this.#delete({ kind: 'delete-users', users });
      return { users: known.size, readings: counted };
    });
  }

  async beginWrite(mode: WriteMode): Promise<WriteSession> {
    const months = new Set<number>();
    return {
      write: (block) => this.#write(() => this.#writeBlock(block, mode, months)),
      finish: () =>
        this.#write(async () => {
          await this.#settle();
          if (mode === 'bulk') await this.#tidy(months);
        }),
    };
  }

  deleteReadings(userIds: readonly number[] | 'all', window: Window): Promise<number> {
    return this.#write(async () => {
      await this.#settle();
      const users = userIds === 'all' ? null : userIds;
      const [[counted = 0] = []] = await queryIntegers(
        this.#executor,
        `SELECT count() FROM pulsebase.readings FINAL WHERE ${readingsCondition(users, window)}`,
        1,
      );
      if (counted > 0) await this.#delete({ kind: 'delete-readings', users, ...window });
      return counted;
    });
  }

  dropBefore(instant: number): Promise<number> {
    return instant === 0 ? Promise.resolve(0) : this.deleteReadings('all', { from: 0, to: instant - 1 });
  }

  async cohort(query: CohortQuery): Promise<readonly CohortTotal[]> {
    this.#damage.check('users', 'readings', 'rollups');
    await this.#current();
    const users = await this.#userCache.users();
    return this.#newest.answer(query.covering, (covering) =>
      users === undefined
        ? cohort(this.#executor, { ...query, covering })
        : smallCohort(this.#executor, { ...query, covering }, users),
    );
  }

  async peakHours(query: PeakHoursQuery): Promise<readonly PeakTotal[]> {
    this.#damage.check('readings', 'rollups', 'hours_by_user');
    await this.#current();
    const { hours } = query;
    if ('segments' in hours) return peakHours(this.#executor, this.#userHours, query);
    return this.#newest.answer(hours.covering, (covering) =>
      peakHours(this.#executor, this.#userHours, { ...query, hours: { covering } }),
    );
  }

  async totals(userId: number, covering: Covering, level: Level): Promise<readonly BucketTotal[]> {
    this.#damage.check('readings', 'rollups', 'hours_by_user');
    await this.#current();
    return this.#newest.answer(covering, (closed) => totals(this.#executor, userId, closed, level));
  }

  async readings(userId: number, window: Window, limit: number): Promise<ReadingPage> {
    this.#damage.check('readings');
    await this.#current();
    return readings(this.#executor, userId, window, limit);
  }

  async *scan(window: Window): AsyncGenerator<ReadingBlock> {
    this.#damage.check('readings', 'rollups');
    await this.#current();
    yield* scan(this.#executor, window);
  }

  poolUse(): PoolUse {
    return this.#executor.poolUse();
  }

  async diagnose(): Promise<readonly Finding[]> {
    const damaged = this.#damage.problems.map((message): Finding => ({ grade: 'fault', subject: 'parts', message }));
    return [...damaged, ...((await this.#executor.diagnose?.()) ?? [])];
  }

  async stats(): Promise<EngineStats> {
    const pending = this.#leftOver().length;
    await this.#current();
    return readStats(this.#executor, this.name, pending);
  }

  async verify(work: LongWork): Promise<VerifyReport> {
    await this.#current();
    return this.#write(async () => {
      const look = () => verifyRollups(this.#executor, this.#damage.problems, work);
      const report = await look();
      // What other processes write meanwhile is no difference.
      return report.ok || !this.#executor.topology.isShared ? report : this.#alone(look);
    });
  }

  repair(work: LongWork): Promise<VerifyReport> {
    return this.#write(async () => {
      this.#hours.forgetAll();
      await this.#damage.giveUpAll();
      // Parts that could not be read and were found whole when they were read again.
      const whole = new Set<string>();
      for (;;) {
        try {
          await this.#settle();
          const mend = () =>
            verifyRollups(this.#executor, this.#damage.problems, work, (month) =>
              this.#recovery.recompute([wholeMonth(month)], true),
            );
          const report = this.#executor.topology.isShared ? await this.#alone(mend) : await mend();
          await this.#executor.sync();
          return report;
        } catch (error) {
          // One part fewer each time; then all is compared again, since it may have held more than one month.
          const part = damagedPart(error);
          if (part === undefined || whole.has(part.part)) throw error;
          if (!(await this.#damage.giveUp(part))) whole.add(part.part);
        }
      }
    });
  }

  async close(): Promise<void> {
    // It may wait for its turn to write: whoever waits for it must not have the turn.
    await this.#journal.unwatch?.();
    await this.#writing.run(async () => {
      // What cannot be finished now is finished at the next open; closing must work on a full disk too.
      await this.#settle().catch(() => {});
      try {
        await this.#journal.close();
      } finally {
        await this.#executor.close();
      }
    });
  }

  #write<T>(work: () => Promise<T>): Promise<T> {
    return this.#writing.run(() => this.#hours.during(work));
  }

  /** Holds an answer back until the roll-ups hold all that was written before it. */
  async #current(): Promise<void> {
    if (this.#leftOver().length > 0) await this.#write(() => this.#settle());
  }

  /** The same for the users alone, whom no roll-up concerns. */
  async #usersCurrent(): Promise<void> {
    if (this.#leftOver().some(([, { kind }]) => kind === 'delete-users')) await this.#current();
  }

  #leftOver(): [number, Intent][] {
    return [...this.#journal.pending].filter(([id]) => !this.#underWay.has(id));
  }

  async #writeBlock(block: ReadingBlock, mode: WriteMode, months: Set<number>): Promise<WriteCounts> {
    // What a deletion that broke off has yet to do must not reach the readings that come now.
    if (this.#leftOver().some(([, { kind }]) => kind !== 'write')) await this.#settle();
    const users = [...distinctUsers(block)];
    const known = await this.#existing(users);
    const everybody = (await this.#userCache.users())?.size;
    const unknownUsers = new Set(users.filter((id) => !known.has(id)));
    const rows = collapseDuplicates(block, unknownUsers, ['user', 'hour']);
    const plan = await planWrite(this.#executor, rows, this.#unsettledScopes(), everybody);
    const { inserted, updated, unchanged, before } = plan;
    const length = plan.userIds.length;
    // What is there already may be of a process that died, or works, before its roll-ups: this write answers for it as well.
    const isDoubtful = length < rows.length && (await this.#journal.isWrittenElsewhere?.()) === true;
    if (length > 0 || isDoubtful) {
      const { userIds, timestamps } = isDoubtful ? rows : plan;
      const touched = touchedScopes({ length: isDoubtful ? rows.length : length, userIds, timestamps }, everybody);
      for (const { from } of touched) months.add(bucketOf('month', from * HOUR_MS));
      await this.#room.requireForWrite(length, touched, everybody, this.#unsettledScopes(), () => this.#settle());
      const id = await this.#journal.begin({ kind: 'write', scopes: touched }, () => this.#settle());
      this.#underWay.add(id);
      try {
        // Another process may have deleted some of them; from here on it waits.
        if (this.#executor.topology.isShared && (await this.#existing([...known])).size < known.size) {
          await this.#journal.done([id]);
          return await this.#writeBlock(block, mode, months);
        }
        this.#newest.raise(plan.timestamps);
        if (length > 0) await this.#insertReadings(plan, id);
        this.#unsettled += length;
        if (mode === 'batch' && inserted === length && (await this.#recovery.add(plan, id))) this.#unsettled = 0;
        else if (mode === 'batch' || this.#unsettled > MAX_UNSETTLED) await this.#settle();
      } finally {
        this.#underWay.delete(id);
      }
    }
    return { inserted, updated, unchanged, unknownUsers, before };
  }

  async #existing(ids: readonly number[]): Promise<Set<number>> {
    const users = await this.#userCache.users();
    return users === undefined ? existingUsers(this.#executor, ids) : new Set(ids.filter((id) => users.has(id)));
  }

  async #insertReadings(
    { userIds, timestamps, heartRates }: Record<'userIds' | 'timestamps' | 'heartRates', ArrayLike<number>>,
    version: number,
  ): Promise<void> {
    await this.#executor.insertRows(
      'readings',
      [
        { name: 'user_id', type: 'Int64', values: userIds },
        { name: 'ts', type: 'Int64', values: timestamps },
        { name: 'milli_bpm', type: 'UInt32', values: heartRates },
      ],
      version,
    );
  }

  /** Merges the roll-ups that a load has written: the next queries find one part where there were several. */
  async #tidy(months: ReadonlySet<number>): Promise<void> {
    for (const statement of mergeStatements([...months])) await this.#executor.merge(statement);
    await this.#executor.sync();
  }

  #unsettledScopes(): Scope[] {
    return [...this.#journal.pending.values()].flatMap((intent) => (intent.kind === 'write' ? intent.scopes : []));
  }

  /** @throws PulsebaseError `DISK_FULL` before anything is deleted, where that can be known. */
  async #delete(intent: Extract<Intent, { kind: 'delete-users' | 'delete-readings' }>): Promise<void> {
    await this.#room.requireForDeletion(intent);
    await this.#carryOut(intent);
  }

  /** Writes an intent down, does it, and marks it as done. */
  async #carryOut(intent: Exclude<Intent, { kind: 'write' }>): Promise<void> {
    const id = await this.#journal.begin(intent, () => this.#settle());
    this.#underWay.add(id);
    try {
      await this.#settle();
    } finally {
      this.#underWay.delete(id);
    }
  }

  /** Does all that the journal holds. */
  async #settle(): Promise<void> {
    await this.#recovery.settle();
    this.#unsettled = 0;
  }

  /** Runs work while no other process writes. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    await this.#carryOut({ kind: 'take-over' });
    const id = await this.#journal.begin({ kind: 'take-over' }, () => this.#settle());
    this.#underWay.add(id);
    try {
      return await work();
    } finally {
      this.#underWay.delete(id);
      await this.#settle();
    }
  }
}
