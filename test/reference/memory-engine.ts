import type {
  BucketTotal,
  CohortQuery,
  CohortTotal,
  DeleteCounts,
  Engine,
  ExistingUsers,
  HeartRatesQuery,
  HeartRateTotal,
  HourTotal,
  NamedUser,
  PeakHoursQuery,
  PeakTotal,
  PutUsersCounts,
  ReadingPage,
  StoredReadings,
  UserSelection,
  WriteCounts,
  WriteSession,
} from '../../src/engine/engine.ts';
import type { EngineStats } from '../../src/engine/engine-stats.ts';
import type { VerifyReport } from '../../src/engine/verify-report.ts';
import { mergeUser } from '../../src/model/merge-user.ts';
import type { ReadingBlock } from '../../src/model/reading-block.ts';
import type { User, UserIdentity } from '../../src/model/user.ts';
import { bucketOf, bucketStart, HOUR_MS, LEVELS, type Level } from '../../src/window/bucket.ts';
import type { Covering } from '../../src/window/covering.ts';
import type { Window } from '../../src/window/window.ts';

/**
 * The smallest engine: maps in memory, no roll-ups, every piece of a covering read from raw readings. It lets the
 * conformance suite be tried, and everything above the engines, without a database.
 */
export class MemoryEngine implements Engine {
  readonly name = 'memory';
  readonly capabilities = { concurrentWrites: 4 };
  readonly #users = new Map<number, User>();
  readonly #readings = new Map<number, Map<number, number>>();

  async putUsers(users: readonly User[], existing: ExistingUsers): Promise<PutUsersCounts> {
    const counts = { inserted: 0, updated: 0, unchanged: 0, taken: [] as { index: number; userId: number }[] };
    for (const [index, user] of users.entries()) {
      const before = this.#users.get(user.id);
      const after =
        before === undefined || existing === 'replace' ? user : existing === 'keep' ? before : mergeUser(before, user);
      const owner =
        after.externalId === null
          ? undefined
          : this.#users.values().find(({ id, externalId }) => id !== user.id && externalId === after.externalId);
      if (owner !== undefined) {
        counts.taken.push({ index, userId: owner.id });
        continue;
      }
      this.#users.set(user.id, after);
      counts[outcome(before && JSON.stringify(before), JSON.stringify(after))] += 1;
    }
    return counts;
  }

  async getUser(id: number): Promise<User | undefined> {
    return this.#users.get(id);
  }

  async listUsers(afterId: number, limit: number): Promise<readonly User[]> {
    // As strict as an engine whose ids are 64-bit integers.
    if (!Number.isSafeInteger(afterId)) throw new TypeError(`not a whole number: ${afterId}`);
    const users = [...this.#users.values()].filter(({ id }) => id > afterId);
    return users.sort((a, b) => a.id - b.id).slice(0, limit);
  }

  async existingUsers(ids: readonly number[]): Promise<ReadonlySet<number>> {
    return new Set(ids.filter((id) => this.#users.has(id)));
  }

  async findByExternalId(externalIds: readonly string[]): Promise<readonly NamedUser[]> {
    return this.#named().filter(({ externalId }) => externalIds.includes(externalId));
  }

  async identitiesOf(ids: readonly number[]): Promise<readonly UserIdentity[]> {
    return [...this.#users.values()]
      .filter(({ id }) => ids.includes(id))
      .map(({ id, externalId }) => ({ id, externalId }));
  }

  #named(): NamedUser[] {
    return [...this.#users.values()].flatMap(({ id, externalId }) => (externalId === null ? [] : [{ id, externalId }]));
  }

  async deleteUsers(ids: readonly number[]): Promise<DeleteCounts> {
    const known = ids.filter((id) => this.#users.delete(id));
    let readings = 0;
    for (const id of known) {
      readings += this.#readings.get(id)?.size ?? 0;
      this.#readings.delete(id);
    }
    return { users: known.length, readings };
  }

  async beginWrite(): Promise<WriteSession> {
    return { write: async (block) => this.#write(block), finish: async () => {} };
  }

  #write(block: ReadingBlock): WriteCounts {
    const stored = new Map<number, Map<number, number>>();
    const counts = { inserted: 0, updated: 0, unchanged: 0, unknownUsers: new Set<number>(), before: stored };
    for (const userId of new Set(block.userIds.subarray(0, block.length))) {
      stored.set(userId, new Map(this.#readings.get(userId)));
    }
    for (let at = 0; at < block.length; at += 1) {
      const userId = block.userIds[at]!;
      if (!this.#users.has(userId)) {
        counts.unknownUsers.add(userId);
        continue;
      }
      const own = this.#readings.get(userId) ?? new Map<number, number>();
      this.#readings.set(userId, own);
      const before = own.get(block.timestamps[at]!);
      own.set(block.timestamps[at]!, block.heartRates[at]!);
      counts[outcome(before, block.heartRates[at])] += 1;
    }
    return counts;
  }

  async storedReadings(): Promise<StoredReadings> {
    return this.#readings;
  }

  async deleteReadings(userIds: readonly number[] | 'all', window: Window): Promise<number> {
    let deleted = 0;
    for (const id of userIds === 'all' ? this.#readings.keys() : userIds) {
      for (const [ms] of this.#within(id, [window])) {
        this.#readings.get(id)?.delete(ms);
        deleted += 1;
      }
    }
    return deleted;
  }

  dropBefore(instant: number): Promise<number> {
    return this.deleteReadings('all', { from: 0, to: instant - 1 });
  }

  async cohort(query: CohortQuery): Promise<readonly CohortTotal[]> {
    const { covering, minHeartRate, minReadings, minDays } = query;
    const totals: CohortTotal[] = [];
    for (const user of this.#selected(query)) {
      const readings = this.#within(user.id, piecesOf(covering));
      const total = totalOf(readings);
      const days = new Set(readings.map(([ms]) => bucketOf('day', ms)));
      if (total.count >= minReadings && days.size >= minDays && averageOf(total) > minHeartRate)
        totals.push({ userId: user.id, ...total });
    }
    return totals.sort((a, b) => averageOf(b) - averageOf(a) || a.userId - b.userId);
  }

  #selected({ genders, age }: UserSelection): User[] {
    return [...this.#users.values()].filter((user) => {
      if (genders !== undefined && !genders.includes(user.gender)) return false;
      if (age === undefined) return true;
      const { birthDate } = user;
      if (birthDate === null) return user.age !== null && user.age > age.olderThan;
      return Number(birthDate.replaceAll('-', '')) <= age.bornBy;
    });
  }

  async heartRates({ people, window, maxGapMs }: HeartRatesQuery): Promise<readonly HeartRateTotal[]> {
    const ids = 'userId' in people ? [people.userId] : this.#selected(people).map(({ id }) => id);
    const totals = ids.flatMap((id) => {
      const readings = this.#within(id, [{ from: window.from - maxGapMs, to: window.to }]);
      return readings.map(([ms, heartRate], at) => {
        const until = Math.min(readings[at + 1]?.[0] ?? window.to + 1, ms + maxGapMs, window.to + 1);
        const standingMs = Math.max(0, until - Math.max(ms, window.from));
        return { heartRate, count: ms >= window.from ? 1 : 0, standingMs };
      });
    });
    return [...Map.groupBy(totals, ({ heartRate }) => heartRate)].map(([heartRate, equal]) => ({
      heartRate,
      count: equal.reduce((sum, { count }) => sum + count, 0),
      standingMs: equal.reduce((sum, { standingMs }) => sum + standingMs, 0),
    }));
  }

  async peakHours({ userId, hours, limit, minReadings, details }: PeakHoursQuery): Promise<readonly PeakTotal[]> {
    const totals =
      'covering' in hours
        ? this.#hours(userId, piecesOf(hours.covering), 0)
        : hours.segments.flatMap(({ from, to, offset }) => this.#hours(userId, [{ from, to: to - 1 }], offset));
    const peaks = Map.groupBy(
      totals.filter(({ count }) => count >= minReadings),
      averageOf,
    );
    return [...peaks]
      .sort(([a], [b]) => b - a)
      .slice(0, limit)
      .map(([, equal]) => ({ count: equal[0]!.count, sum: equal[0]!.sum, hours: details ? equal : [] }));
  }

  #hours(userId: number, pieces: readonly Window[], offset: number): HourTotal[] {
    const startOf = (ms: number) => Math.floor((ms + offset) / HOUR_MS) * HOUR_MS - offset;
    const hours = Map.groupBy(this.#within(userId, pieces), ([ms]) => startOf(ms));
    return [...hours].map(([start, readings]) => ({ start, ...totalOf(readings) }));
  }

  async totals(userId: number, covering: Covering, level: Level): Promise<readonly BucketTotal[]> {
    return this.#buckets(userId, piecesOf(covering), (ms) => bucketOf(level, ms));
  }

  async fineTotals(userId: number, window: Window, sizeMs: number): Promise<readonly BucketTotal[]> {
    return this.#buckets(userId, [window], (ms) => Math.floor(ms / sizeMs));
  }

  #buckets(userId: number, pieces: readonly Window[], bucketOfMs: (ms: number) => number): BucketTotal[] {
    const buckets = Map.groupBy(this.#within(userId, pieces), ([ms]) => bucketOfMs(ms));
    return [...buckets].map(([bucket, readings]) => {
      const values = readings.map(([, milli]) => milli).sort((a, b) => a - b);
      return { bucket, ...totalOf(readings), min: values[0]!, max: values.at(-1)! };
    });
  }

  async readings(userId: number, window: Window, limit: number): Promise<ReadingPage> {
    const readings = this.#within(userId, [window]).slice(0, limit);
    return { timestamps: readings.map(([ms]) => ms), heartRates: readings.map(([, milli]) => milli) };
  }

  async newestReadings(userIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return new Map(
      userIds.flatMap((id): [number, number][] => {
        const own = [...(this.#readings.get(id)?.keys() ?? [])];
        return own.length === 0 ? [] : [[id, own.reduce((newest, at) => Math.max(newest, at))]];
      }),
    );
  }

  async stats(): Promise<EngineStats> {
    const instants = [...this.#readings.values()].flatMap((own) => [...own.keys()]).sort((a, b) => a - b);
    return {
      engine: this.name,
      engineVersion: '1',
      schemaVersion: 1,
      users: this.#users.size,
      readings: instants.length,
      firstReading: dateOf(instants[0]),
      lastReading: dateOf(instants.at(-1)),
      rollups: { hour: 0, day: 0, month: 0 },
      bytes: { readings: 0, rollups: 0, total: 0 },
    };
  }

  async verify(): Promise<VerifyReport> {
    const { readings } = await this.stats();
    return { ok: true, buckets: 0, readings, differing: 0, differences: [], problems: [] };
  }

  repair(): Promise<VerifyReport> {
    return this.verify();
  }

  async close(): Promise<void> {}

  /** Readings of a user in some pieces of time, in order. */
  #within(userId: number, pieces: readonly Window[]): [ms: number, milli: number][] {
    const readings = [...(this.#readings.get(userId) ?? [])].filter(([ms]) =>
      pieces.some(({ from, to }) => ms >= from && ms <= to),
    );
    return readings.sort(([a], [b]) => a - b);
  }
}

/** The pieces of a covering as periods in Unix ms. */
function piecesOf(covering: Covering): Window[] {
  const raw = covering.raw.map(({ from, to }) => ({ from, to: to - 1 }));
  const buckets = LEVELS.flatMap((level) =>
    covering[level].map(({ from, to }) => ({ from: bucketStart(level, from), to: bucketStart(level, to) - 1 })),
  );
  return [...raw, ...buckets];
}

function totalOf(readings: readonly [number, number][]): { count: number; sum: number } {
  return { count: readings.length, sum: readings.reduce((sum, [, milli]) => sum + milli, 0) };
}

function averageOf({ sum, count }: { readonly sum: number; readonly count: number }): number {
  return sum / (1000 * count);
}

function dateOf(instant: number | undefined): Date | null {
  return instant === undefined ? null : new Date(instant);
}

function outcome<T>(before: T | undefined, after: T): 'inserted' | 'updated' | 'unchanged' {
  if (before === undefined) return 'inserted';
  return before === after ? 'unchanged' : 'updated';
}
