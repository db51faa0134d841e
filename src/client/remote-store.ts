import type {
  DeletedReadings,
  DeletedUsers,
  Stats,
  BucketAverage as WireAverage,
  Reading as WireReading,
  VerifyReport as WireReport,
} from '../api/schemas/answers.ts';
import type { Findings } from '../api/schemas/findings.ts';
import type { Finding } from '../engine/finding.ts';
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
import { requireUserRef, type UserRef } from '../model/user-ref.ts';
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
} from '../store/require-arguments.ts';
import { requireDistributionQuery } from '../store/require-distribution.ts';
import { requireQualityQuery } from '../store/require-quality.ts';
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
} from '../store/store.ts';
import type { Resolution } from '../window/resolution.ts';
import type { WindowInput } from '../window/window.ts';
import { iso, isoEnds } from './iso-ends.ts';
import { remoteIngest } from './remote-ingest.ts';
import { pathOf, remoteIdentities, userAt, userPath } from './remote-lookup.ts';
import { remoteCohort, remoteDistribution, remoteQuality, remoteTimeline, remoteTop } from './remote-queries.ts';
import { remoteImportUsers } from './remote-users.ts';
import type { ServiceCalls } from './service-calls.ts';
import { watchedWork } from './watched-work.ts';

/** The most users of one request, and the most bytes of their JSON: the service limits both. */
const USERS_PER_REQUEST = 50_000;
const BYTES_PER_REQUEST = 2_000_000;

/** A store behind a service, with the same contract as one in the process. Arguments are checked before they are sent. */
export class RemoteStore implements Store {
  readonly engine: string;
  /** The service takes as many large bodies at once unless `MAX_UPLOADS` says otherwise, and queues what its store cannot do at once. */
  readonly capabilities = { concurrentWrites: 4 };
  readonly #calls: ServiceCalls;
  #isClosed = false;

  constructor(calls: ServiceCalls, engine: string) {
    this.#calls = calls;
    this.engine = engine;
  }

  async putUser(input: UserInput): Promise<User> {
    const { id, ...body } = parseUser(input);
    return this.#open().json<User>({
      method: 'PUT',
      path: userPath({ id, externalId: body.externalId }),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      isRepeatable: true,
    });
  }

  async getUser(user: UserRef): Promise<User | undefined> {
    const calls = this.#open();
    return userAt(calls, await pathOf(calls, requireUserRef(user)));
  }

  async identifyUsers(users: Iterable<UserRef>): Promise<(UserIdentity | undefined)[]> {
    const refs = readArgument('users', () => Array.from(users, (user) => requireUserRef(user)));
    return remoteIdentities(this.#open(), refs);
  }

  async *listUsers(after = 0): AsyncGenerator<User> {
    const last = requireAfter(after);
    for await (const user of this.#open().lines<User>({ path: '/v1/users', isRepeatable: true })) {
      if (user.id > last) yield user;
    }
  }

  async importUsers(
    users: Source<UserInput | UserRow | Rejection>,
    options: UsersImportOptions = {},
  ): Promise<Receipt> {
    return remoteImportUsers(this.#open(), requireSource(users, 'users'), requireUsersImportOptions(options));
  }

  async deleteUsers(refs: Iterable<UserRef>): Promise<DeleteReceipt> {
    const distinct = requireUserRefs(refs, 'users');
    const [user] = distinct;
    // The audit log tells of one user who was deleted as such.
    if (distinct.length === 1 && typeof user === 'number') return this.#deleteUser(user);
    const sum = { users: 0, readings: 0 };
    for (const some of slices(distinct)) {
      const { users, readings } = await this.#post<DeletedUsers>('/v1/users/delete', { users: some });
      sum.users += users;
      sum.readings += readings;
    }
    return sum;
  }

  async ingest(readings: Source<ReadingInput | ReadingBlock>, options: IngestOptions = {}): Promise<Receipt> {
    return remoteIngest(this.#open(), requireSource(readings, 'readings'), requireIngestOptions(options));
  }

  async deleteReadings(selection: ReadingSelection): Promise<number> {
    const { users, window } = requireReadingSelection(selection);
    const ends = isoEnds(window);
    if (users === undefined) return (await this.#post<DeletedReadings>('/v1/readings/delete', ends)).readings;
    let deleted = 0;
    for (const some of slices(users)) {
      deleted += (await this.#post<DeletedReadings>('/v1/readings/delete', { ...ends, users: some })).readings;
    }
    return deleted;
  }

  async dropBefore(instant: InstantInput): Promise<number> {
    const body = { instant: iso(requireInstant(instant, 'instant')) };
    return (await this.#post<DeletedReadings>('/v1/readings/drop-before', body)).readings;
  }

  queryUsers(query: CohortQuery & { readonly details: true }): Promise<CohortMember[]>;
  queryUsers(query: CohortQuery): Promise<number[]>;
  async queryUsers(query: CohortQuery): Promise<number[] | CohortMember[]> {
    return remoteCohort(this.#open(), requireCohortQuery(query));
  }

  queryTop(query: TopQuery & { readonly details: true }): Promise<PeakAverage[]>;
  queryTop(query: TopQuery): Promise<number[]>;
  async queryTop(query: TopQuery): Promise<number[] | PeakAverage[]> {
    return remoteTop(this.#open(), requireTopQuery(query));
  }

  async *readings(user: UserRef, window: WindowInput): AsyncGenerator<Reading> {
    const ref = requireUserRef(user);
    const parameters = new URLSearchParams(isoEnds(requireOnlyWindow(window)));
    const path = `${await pathOf(this.#open(), ref)}/readings?${parameters}`;
    for await (const { timestamp, ...reading } of this.#rows<WireReading>(path)) {
      yield { ...reading, timestamp: new Date(timestamp) };
    }
  }

  async *averages(
    user: UserRef,
    window: WindowInput,
    resolution: Resolution,
    options: AveragesOptions = {},
  ): AsyncGenerator<BucketAverage> {
    const ref = requireUserRef(user);
    const { timezone } = requireAveragesOptions(options);
    const parameters = new URLSearchParams({
      resolution: requireResolution(resolution),
      ...isoEnds(requireOnlyWindow(window)),
      ...(timezone === undefined ? {} : { timezone }),
    });
    const path = `${await pathOf(this.#open(), ref)}/averages?${parameters}`;
    for await (const { start, ...bucket } of this.#rows<WireAverage>(path)) {
      yield { ...bucket, start: new Date(start) };
    }
  }

  async timeline(user: UserRef, window: WindowInput, options: TimelineOptions = {}): Promise<Timeline> {
    const ref = requireUserRef(user);
    return remoteTimeline(this.#open(), ref, requireOnlyWindow(window), requireTimelineOptions(options));
  }

  async distribution(query: DistributionQuery): Promise<Distribution> {
    return remoteDistribution(this.#open(), requireDistributionQuery(query));
  }

  async quality(query: QualityQuery): Promise<Quality> {
    return remoteQuality(this.#open(), requireQualityQuery(query));
  }

  async stats(): Promise<StoreStats> {
    const call = { path: '/v1/stats', isRepeatable: true };
    const { firstReading, lastReading, ...stats } = await this.#open().json<Stats>(call);
    return { ...stats, firstReading: date(firstReading), lastReading: date(lastReading) };
  }

  async diagnose(): Promise<readonly Finding[]> {
    const { findings } = await this.#open().json<Findings>({ path: '/v1/store/findings', isRepeatable: true });
    return findings;
  }

  async verify(options: WatchOptions = {}): Promise<VerifyReport> {
    return this.#check('verify', options);
  }

  async repair(options: WatchOptions = {}): Promise<VerifyReport> {
    return this.#check('repair', options);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #check(what: 'verify' | 'repair', options: WatchOptions): Promise<VerifyReport> {
    const watch = requireWatchOptions(options);
    return reportOf(await watchedWork<WireReport>(this.#open(), `/v1/store/${what}`, watch));
  }

  async #deleteUser(id: number): Promise<DeleteReceipt> {
    const call = { method: 'DELETE', path: userPath({ id, externalId: null }), isRepeatable: false } as const;
    try {
      return await this.#open().json<DeletedUsers>(call);
    } catch (error) {
      if (error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND') return { users: 0, readings: 0 };
      throw error;
    }
  }

  #rows<T>(path: string): AsyncGenerator<T> {
    return this.#open().lines<T>({ path, isRepeatable: true });
  }

  /** Deletions return counts, which a second attempt would get wrong: they are retried only when not begun. */
  #post<T>(path: string, body: object): Promise<T> {
    return this.#open().json<T>({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      isRepeatable: false,
    });
  }

  #open(): ServiceCalls {
    if (this.#isClosed) throw new PulsebaseError('STORE_CLOSED', 'the store was closed; open it again');
    return this.#calls;
  }
}

function* slices(users: readonly UserRef[]): Generator<readonly UserRef[]> {
  let slice: UserRef[] = [];
  let bytes = 0;
  for (const user of users) {
    const size = typeof user === 'number' ? 17 : 3 + 4 * user.length;
    if (slice.length >= USERS_PER_REQUEST || bytes + size > BYTES_PER_REQUEST) {
      yield slice;
      slice = [];
      bytes = 0;
    }
    slice.push(user);
    bytes += size;
  }
  if (slice.length > 0) yield slice;
}

function date(instant: string | null): Date | null {
  return instant === null ? null : new Date(instant);
}

function reportOf(report: WireReport): VerifyReport {
  return {
    ...report,
    differences: report.differences.map((difference) => ({ ...difference, start: new Date(difference.start) })),
  };
}
