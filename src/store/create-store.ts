import type { Capabilities } from '../engine/capabilities.ts';
import type { BucketTotal, Engine } from '../engine/engine.ts';
import type { Finding } from '../engine/finding.ts';
import type { PoolUse } from '../engine/pool-use.ts';
import type { StoreRules } from '../engine/store-rules.ts';
import type { StoreStats } from '../engine/store-stats.ts';
import type { VerifyReport } from '../engine/verify-report.ts';
import { ageRule } from '../model/age-rule.ts';
import { average } from '../model/average.ts';
import { type InstantInput, requireInstant } from '../model/instant.ts';
import { parseUser } from '../model/parse-user.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Reading, ReadingInput } from '../model/reading.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { Rejection } from '../model/rejection.ts';
import type { User, UserInput, UserRow } from '../model/user.ts';
import { requireUserId } from '../model/user-id.ts';
import { userNotFound } from '../model/user-not-found.ts';
import { bucketOf, bucketStart, type Level } from '../window/bucket.ts';
import { covering } from '../window/covering.ts';
import { keepsWholeHours, offsetSegments } from '../window/offset-segments.ts';
import type { Window, WindowInput } from '../window/window.ts';
import { diagnoseStore } from './diagnose-store.ts';
import { importUsers } from './import-users.ts';
import { ingestReadings } from './ingest-readings.ts';
import {
  requireAfter,
  requireCohortQuery,
  requireIngestOptions,
  requireOnlyWindow,
  requireReadingSelection,
  requireResolution,
  requireSource,
  requireTopQuery,
  requireUserIds,
  requireUsersImportOptions,
  requireWatchOptions,
} from './require-arguments.ts';
import type {
  BucketAverage,
  CohortMember,
  CohortQuery,
  DeleteReceipt,
  IngestOptions,
  PeakAverage,
  ReadingSelection,
  Receipt,
  Source,
  Store,
  TopQuery,
  UsersImportOptions,
  WatchOptions,
} from './store.ts';

const USERS_PER_PAGE = 10_000;
const READINGS_PER_PAGE = 100_000;
/** Hours in about a year and days in about a century: what one statement of `averages` gives at most. */
const BUCKETS_PER_PAGE = { hour: 24 * 366, day: 36_600, month: 1560 } as const;

/** Puts the public contract over an engine. */
export function createStore(engine: Engine, rules: StoreRules): Store {
  return new EngineStore(engine, rules);
}

class EngineStore implements Store {
  readonly #engine: Engine;
  readonly #rules: StoreRules;
  #closing: Promise<void> | undefined;

  constructor(engine: Engine, rules: StoreRules) {
    this.#engine = engine;
    this.#rules = rules;
  }

  get engine(): string {
    return this.#engine.name;
  }

  get capabilities(): Capabilities {
    return this.#engine.capabilities;
  }

  async putUser(input: UserInput): Promise<User> {
    const user = parseUser(input);
    await this.#open().putUsers([user], 'replace');
    return user;
  }

  async getUser(id: number): Promise<User | undefined> {
    return this.#open().getUser(requireUserId(id));
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
    return importUsers(requireSource(users, 'users'), checked, async (page) => {
      const counts = await engine.putUsers(
        page.map(({ user }) => user),
        existing,
      );
      return { ...counts, rejections: [] };
    });
  }

  async deleteUsers(ids: Iterable<number>): Promise<DeleteReceipt> {
    const distinct = requireUserIds(ids, 'userIds');
    return distinct.length === 0 ? { users: 0, readings: 0 } : this.#open().deleteUsers(distinct);
  }

  async ingest(readings: Source<ReadingInput | ReadingBlock>, options: IngestOptions = {}): Promise<Receipt> {
    const source = requireSource(readings, 'readings');
    return ingestReadings(this.#open(), this.#rules, source, requireIngestOptions(options));
  }

  async deleteReadings(selection: ReadingSelection): Promise<number> {
    const { userIds, window } = requireReadingSelection(selection);
    return userIds?.length === 0 ? 0 : this.#open().deleteReadings(userIds ?? 'all', window);
  }

  async dropBefore(instant: InstantInput): Promise<number> {
    return this.#open().dropBefore(requireInstant(instant, 'instant'));
  }

  queryUsers(query: CohortQuery & { readonly details: true }): Promise<CohortMember[]>;
  queryUsers(query: CohortQuery): Promise<number[]>;
  async queryUsers(query: CohortQuery): Promise<number[] | CohortMember[]> {
    const { window, genders, minAge, minHeartRate, asOf, details } = requireCohortQuery(query);
    const members = await this.#open().cohort({
      covering: covering(window),
      genders,
      age: minAge === undefined ? undefined : ageRule(minAge, asOf ?? window.to),
      minHeartRate,
    });
    if (details !== true) return members.map(({ userId }) => userId);
    return members.map(({ userId, count, sum }) => ({ userId, average: average(sum, count), count }));
  }

  queryTop(query: TopQuery & { readonly details: true }): Promise<PeakAverage[]>;
  queryTop(query: TopQuery): Promise<number[]>;
  async queryTop(query: TopQuery): Promise<number[] | PeakAverage[]> {
    const { window, userId, limit, timezone, details = false } = requireTopQuery(query);
    const segments = timezone === undefined ? undefined : offsetSegments(window, timezone);
    const peaks = await this.#open().peakHours({
      userId,
      hours:
        segments === undefined || keepsWholeHours(segments) ? { covering: covering(window, 'hour') } : { segments },
      limit,
      details,
    });
    if (peaks.length === 0) await this.#requireUser(userId);
    if (!details) return peaks.map(({ sum, count }) => average(sum, count));
    return peaks.map(({ sum, count, hours }) => ({
      average: average(sum, count),
      count: hours.reduce((total, hour) => total + hour.count, 0),
      hours: hours.map(({ start, count: readings }) => ({ start: new Date(start), count: readings })),
    }));
  }

  async *readings(userId: number, window: WindowInput): AsyncGenerator<Reading> {
    const id = requireUserId(userId);
    const whole = requireOnlyWindow(window);
    // The months that hold anything come from the roll-ups, so that a sparse century costs no hundred scans.
    const months = await this.#open().totals(id, covering(whole), 'month');
    if (months.length === 0) await this.#requireUser(id);
    for (const { bucket } of months) {
      let from = Math.max(whole.from, bucketStart('month', bucket));
      const to = Math.min(whole.to, bucketStart('month', bucket + 1) - 1);
      while (from <= to) {
        const { timestamps, heartRates } = await this.#open().readings(id, { from, to }, READINGS_PER_PAGE);
        for (let at = 0; at < timestamps.length; at += 1) {
          yield { userId: id, timestamp: new Date(timestamps[at]!), heartRate: heartRates[at]! / 1000 };
        }
        if (timestamps.length < READINGS_PER_PAGE) break;
        from = timestamps[timestamps.length - 1]! + 1;
      }
    }
  }

  async *averages(userId: number, window: WindowInput, resolution: Level): AsyncGenerator<BucketAverage> {
    const id = requireUserId(userId);
    requireResolution(resolution);
    let isEmpty = true;
    for (const page of pages(requireOnlyWindow(window), resolution)) {
      const totals = await this.#open().totals(id, covering(page, resolution), resolution);
      if (totals.length > 0) isEmpty = false;
      yield* totals.map((total) => bucketAverage(total, resolution));
    }
    if (isEmpty) await this.#requireUser(id);
  }

  get scan(): Store['scan'] {
    return this.#engine.scan === undefined ? undefined : (window) => this.#scan(window);
  }

  async *#scan(window: WindowInput): AsyncGenerator<ReadingBlock> {
    const whole = requireOnlyWindow(window);
    yield* this.#open().scan!(whole);
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

  /** Nothing found about a user may be a mistyped id: only an answer that is empty costs this second look. */
  async #requireUser(id: number): Promise<void> {
    const existing = await this.#open().existingUsers([id]);
    if (!existing.has(id)) throw userNotFound(id);
  }

  #open(): Engine {
    if (this.#closing !== undefined) throw new PulsebaseError('STORE_CLOSED', 'the store was closed; open it again');
    return this.#engine;
  }
}

/** Cuts a window at bucket starts, so that a bucket never lies on two pages. */
function* pages(window: Window, resolution: Level): Generator<Window> {
  const size = BUCKETS_PER_PAGE[resolution];
  for (let from = window.from; from <= window.to; ) {
    const next = bucketStart(resolution, bucketOf(resolution, from) + size);
    yield { from, to: Math.min(window.to, next - 1) };
    from = next;
  }
}

function bucketAverage({ bucket, count, sum, min, max }: BucketTotal, resolution: Level): BucketAverage {
  const start = new Date(bucketStart(resolution, bucket));
  return { start, count, average: average(sum, count), min: min / 1000, max: max / 1000 };
}
