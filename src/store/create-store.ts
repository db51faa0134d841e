import type { Capabilities } from '../engine/capabilities.ts';
import type { Engine } from '../engine/engine.ts';
import type { Finding } from '../engine/finding.ts';
import type { LogUse } from '../engine/log-use.ts';
import type { PoolUse } from '../engine/pool-use.ts';
import type { StoreRules } from '../engine/store-rules.ts';
import type { StoreStats } from '../engine/store-stats.ts';
import type { VerifyReport } from '../engine/verify-report.ts';
import { type InstantInput, requireInstant } from '../model/instant.ts';
import { parseUser } from '../model/parse-user.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Reading, ReadingInput } from '../model/reading.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { Rejection } from '../model/rejection.ts';
import { readArgument } from '../model/take-argument.ts';
import type { User, UserIdentity, UserInput, UserRow } from '../model/user.ts';
import { canonicalUserId, requireUserId } from '../model/user-id.ts';
import { requireUserRef, type UserRef } from '../model/user-ref.ts';
import type { Resolution } from '../window/resolution.ts';
import type { WindowInput } from '../window/window.ts';
import { bucketAverages } from './bucket-averages.ts';
import { cohortMembers } from './cohort-members.ts';
import type { TextHash } from './derived-user-id.ts';
import { diagnoseStore } from './diagnose-store.ts';
import { highestHours } from './highest-hours.ts';
import { importUsers } from './import-users.ts';
import { ingestReadings } from './ingest-readings.ts';
import { putPage } from './put-page.ts';
import { putUser } from './put-user.ts';
import { readDistribution } from './read-distribution.ts';
import { readQuality } from './read-quality.ts';
import { readTimeline } from './read-timeline.ts';
import { readingPages } from './reading-pages.ts';
import {
  requireAfter,
  requireAveragesOptions,
  requireCohortQuery,
  requireIngestOptions,
  requireOnlyWindow,
  requireReadingSelection,
  requireResolution,
  requireSource,
  requireTimelineOptions,
  requireTopQuery,
  requireUserRefs,
  requireUsersImportOptions,
  requireWatchOptions,
} from './require-arguments.ts';
import { requireDistributionQuery } from './require-distribution.ts';
import { requireQualityQuery } from './require-quality.ts';
import { requireUser } from './require-user.ts';
import { identitiesOf, resolveDistinct, resolveUser, resolveUsers } from './resolve-users.ts';
import type {
  AveragesOptions,
  BucketAverage,
  CohortMember,
  CohortQuery,
  DeleteReceipt,
  Distribution,
  DistributionQuery,
  IngestOptions,
  PeakAverage,
  Quality,
  QualityQuery,
  ReadingSelection,
  Receipt,
  Source,
  Store,
  Timeline,
  TimelineOptions,
  TopQuery,
  UsersImportOptions,
  WatchOptions,
} from './store.ts';

const USERS_PER_PAGE = 10_000;

/**
 * Implements the public contract over an engine.
 *
 * @param hash Derives the ids of users known by an external id alone; SHA-256 by default.
 */
export function createStore(engine: Engine, rules: StoreRules, hash?: TextHash): Store {
  return new EngineStore(engine, rules, hash);
}

class EngineStore implements Store {
  readonly #engine: Engine;
  readonly #rules: StoreRules;
  readonly #hash: TextHash | undefined;
  #closing: Promise<void> | undefined;

  constructor(engine: Engine, rules: StoreRules, hash: TextHash | undefined) {
    this.#engine = engine;
    this.#rules = rules;
    this.#hash = hash;
  }

  get engine(): string {
    return this.#engine.name;
  }

  get capabilities(): Capabilities {
    return this.#engine.capabilities;
  }

  async putUser(input: UserInput): Promise<User> {
    return putUser(this.#open(), parseUser(input), this.#hash);
  }

  async getUser(user: UserRef): Promise<User | undefined> {
    const engine = this.#open();
    const ref = requireUserRef(user);
    for (;;) {
      const [id] = await resolveUsers(engine, [ref]);
      const found = id === undefined ? undefined : await engine.getUser(id);
      if (found === undefined || typeof ref === 'number') return found;
      // Otherwise the user has given up the external id since it was looked up.
      if (found.externalId === ref || canonicalUserId(ref) === found.id) return found;
    }
  }

  async identifyUsers(users: Iterable<UserRef>): Promise<(UserIdentity | undefined)[]> {
    const engine = this.#open();
    const refs = readArgument('users', () => Array.from(users, (user) => requireUserRef(user)));
    return identitiesOf(engine, refs);
  }

  async *listUsers(after = 0): AsyncGenerator<User> {
    let last = requireAfter(after);
    for (;;) {
      const page = await this.#open().listUsers(last, USERS_PER_PAGE);
      yield* page;
      if (page.length < USERS_PER_PAGE) return;
      last = page.at(-1)!.id;
    }
  }

  async importUsers(
    users: Source<UserInput | UserRow | Rejection>,
    options: UsersImportOptions = {},
  ): Promise<Receipt> {
    const engine = this.#open();
    const checked = requireUsersImportOptions(options);
    const existing = checked.replace === true ? 'replace' : 'merge';
    return importUsers(requireSource(users, 'users'), checked, (page) => putPage(engine, page, existing, this.#hash));
  }

  async deleteUsers(users: Iterable<UserRef>): Promise<DeleteReceipt> {
    const ids = await resolveDistinct(this.#open(), requireUserRefs(users, 'users'));
    return ids.length === 0 ? { users: 0, readings: 0 } : this.#open().deleteUsers(ids);
  }

  async ingest(readings: Source<ReadingInput | ReadingBlock>, options: IngestOptions = {}): Promise<Receipt> {
    const source = requireSource(readings, 'readings');
    return ingestReadings(this.#open(), this.#rules, source, requireIngestOptions(options), this.#hash);
  }

  async deleteReadings(selection: ReadingSelection): Promise<number> {
    const { users, window } = requireReadingSelection(selection);
    if (users === undefined) return this.#open().deleteReadings('all', window);
    const ids = await resolveDistinct(this.#open(), users);
    return ids.length === 0 ? 0 : this.#open().deleteReadings(ids, window);
  }

  async dropBefore(instant: InstantInput): Promise<number> {
    return this.#open().dropBefore(requireInstant(instant, 'instant'));
  }

  queryUsers(query: CohortQuery & { readonly details: true }): Promise<CohortMember[]>;
  queryUsers(query: CohortQuery): Promise<number[]>;
  async queryUsers(query: CohortQuery): Promise<number[] | CohortMember[]> {
    return cohortMembers(() => this.#open(), requireCohortQuery(query));
  }

  queryTop(query: TopQuery & { readonly details: true }): Promise<PeakAverage[]>;
  queryTop(query: TopQuery): Promise<number[]>;
  async queryTop(query: TopQuery): Promise<number[] | PeakAverage[]> {
    const { user, ...checked } = requireTopQuery(query);
    const userId = await resolveUser(this.#open(), user);
    const peaks = await highestHours(this.#open(), userId, checked);
    if (peaks.length === 0) await requireUser(this.#open(), userId);
    return checked.details === true ? [...peaks] : peaks.map((peak) => peak.average);
  }

  async *readings(user: UserRef, window: WindowInput): AsyncGenerator<Reading> {
    const ref = requireUserRef(user);
    const whole = requireOnlyWindow(window);
    const id = await resolveUser(this.#open(), ref);
    let isEmpty = true;
    for await (const { timestamps, heartRates } of readingPages(() => this.#open(), id, whole)) {
      isEmpty = false;
      for (let at = 0; at < timestamps.length; at += 1) {
        yield { userId: id, timestamp: new Date(timestamps[at]!), heartRate: heartRates[at]! / 1000 };
      }
    }
    if (isEmpty) await requireUser(this.#open(), id);
  }

  async *averages(
    user: UserRef,
    window: WindowInput,
    resolution: Resolution,
    options: AveragesOptions = {},
  ): AsyncGenerator<BucketAverage> {
    const ref = requireUserRef(user);
    requireResolution(resolution);
    const { timezone } = requireAveragesOptions(options);
    const whole = requireOnlyWindow(window);
    const id = await resolveUser(this.#open(), ref);
    let isEmpty = true;
    const engine = () => this.#open();
    for await (const bucket of bucketAverages(engine, id, whole, resolution, timezone)) {
      isEmpty = false;
      yield bucket;
    }
    if (isEmpty) await requireUser(this.#open(), id);
  }

  async timeline(user: UserRef, window: WindowInput, options: TimelineOptions = {}): Promise<Timeline> {
    const ref = requireUserRef(user);
    const query = { window: requireOnlyWindow(window), ...requireTimelineOptions(options) };
    const id = await resolveUser(this.#open(), ref);
    const timeline = await readTimeline(this.#open(), id, query);
    if (timeline.points.length === 0) await requireUser(this.#open(), id);
    return timeline;
  }

  async distribution(query: DistributionQuery): Promise<Distribution> {
    return readDistribution(() => this.#open(), requireDistributionQuery(query));
  }

  async quality(query: QualityQuery): Promise<Quality> {
    return readQuality(() => this.#open(), requireQualityQuery(query));
  }

  get scan(): Store['scan'] {
    return this.#engine.scan === undefined ? undefined : (window) => this.#scan(window);
  }

  async *#scan(window: WindowInput): AsyncGenerator<ReadingBlock> {
    const whole = requireOnlyWindow(window);
    yield* this.#open().scan!(whole);
  }

  get scanParquet(): Store['scanParquet'] {
    return this.#engine.scanParquet === undefined ? undefined : (window) => this.#scanParquet(window);
  }

  async *#scanParquet(window: WindowInput): AsyncGenerator<Uint8Array> {
    const whole = requireOnlyWindow(window);
    yield* this.#open().scanParquet!(whole);
  }

  async newestReadings(userIds: readonly number[]): Promise<ReadonlyMap<number, Date>> {
    const engine = this.#open();
    const ids = readArgument('userIds', () => Array.from(userIds, (id) => requireUserId(id)));
    const newest = await engine.newestReadings(ids);
    return new Map(Array.from(newest, ([userId, at]) => [userId, new Date(at)]));
  }

  logUse(): LogUse | undefined {
    return this.#engine.logUse?.();
  }

  poolUse(): PoolUse | undefined {
    return this.#engine.poolUse?.();
  }

  async diagnose(): Promise<readonly Finding[]> {
    return diagnoseStore(this.#open());
  }

  async stats(): Promise<StoreStats> {
    return { pendingWrites: 0, ...(await this.#open().stats()) };
  }

  async verify(options: WatchOptions = {}): Promise<VerifyReport> {
    return this.#open().verify(requireWatchOptions(options));
  }

  async repair(options: WatchOptions = {}): Promise<VerifyReport> {
    return this.#open().repair(requireWatchOptions(options));
  }

  close(): Promise<void> {
    this.#closing ??= this.#engine.close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(): Engine {
    if (this.#closing !== undefined) throw new PulsebaseError('STORE_CLOSED', 'the store was closed; open it again');
    return this.#engine;
  }
}
