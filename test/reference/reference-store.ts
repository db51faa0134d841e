import type { Reading } from '../../src/model/reading.ts';
import type { Gender, User } from '../../src/model/user.ts';
import type {
  BucketAverage,
  CohortMember,
  DeleteReceipt,
  Distribution,
  PeakAverage,
  Timeline,
  TimelineOptions,
} from '../../src/store/store.ts';
import { civilDate, MS_PER_DAY, MS_PER_HOUR, startOf } from './civil-date.ts';
import { completedYears } from './completed-years.ts';
import { type ReferenceDistribution, referenceDistribution } from './reference-distribution.ts';
import { type ReferenceQuality, referenceQuality } from './reference-quality.ts';
import { add, average, type Total } from './total.ts';
import { zoneOffset } from './zone-offset.ts';

export type Outcome = 'inserted' | 'updated' | 'unchanged';

/** A period in Unix ms, both ends inclusive. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

export interface ReferenceCohort extends Period {
  readonly minAge?: number | undefined;
  readonly genders?: readonly Gender[] | undefined;
  readonly minHeartRate: number;
  readonly asOf?: number | undefined;
  readonly minReadings?: number | undefined;
  readonly minDays?: number | undefined;
}

/** One user, or everybody whom the rest is true of. */
export interface ReferencePeople extends Period {
  readonly userId?: number | undefined;
  readonly minAge?: number | undefined;
  readonly genders?: readonly Gender[] | undefined;
  readonly asOf?: number | undefined;
}

export interface ReferenceTop extends Period {
  readonly userId: number;
  readonly limit: number;
  readonly timezone?: string | undefined;
  readonly minReadings?: number | undefined;
}

/**
 * What a store must answer, worked out from the raw readings, one after the other, without any roll-up: slow, and simple
 * enough to be believed. It shares no code with the product.
 */
export class ReferenceStore {
  readonly users = new Map<number, User>();
  /** User id -> Unix ms -> thousandths of a bpm. */
  readonly readings = new Map<number, Map<number, number>>();

  copy(): ReferenceStore {
    const copy = new ReferenceStore();
    for (const [id, user] of this.users) copy.users.set(id, user);
    for (const [id, own] of this.readings) copy.readings.set(id, new Map(own));
    return copy;
  }

  putUser(user: User): Outcome {
    const before = this.users.get(user.id);
    this.users.set(user.id, user);
    if (before === undefined) return 'inserted';
    return JSON.stringify(before) === JSON.stringify(user) ? 'unchanged' : 'updated';
  }

  /** Tells more of a user, or of somebody new: what is not known leaves what was told before. */
  tellUser({ id, externalId, name, gender, age, birthDate }: User): Outcome {
    const before = this.users.get(id);
    return this.putUser({
      id,
      externalId: externalId !== null ? externalId : (before?.externalId ?? null),
      name: name || (before?.name ?? ''),
      gender: gender !== 'unknown' ? gender : (before?.gender ?? 'unknown'),
      age: age !== null ? age : (before?.age ?? null),
      birthDate: birthDate !== null ? birthDate : (before?.birthDate ?? null),
    });
  }

  /** Writes one reading of a known user. */
  putReading(userId: number, ms: number, milli: number): Outcome {
    const own = this.readings.get(userId) ?? new Map<number, number>();
    this.readings.set(userId, own);
    const before = own.get(ms);
    own.set(ms, milli);
    if (before === undefined) return 'inserted';
    return before === milli ? 'unchanged' : 'updated';
  }

  deleteUsers(ids: Iterable<number>): DeleteReceipt {
    const deleted = { users: 0, readings: 0 };
    for (const id of new Set(ids)) {
      if (!this.users.delete(id)) continue;
      deleted.users += 1;
      deleted.readings += this.readings.get(id)?.size ?? 0;
      this.readings.delete(id);
    }
    return deleted;
  }

  deleteReadings(userIds: Iterable<number> | undefined, { from, to }: Period): number {
    let deleted = 0;
    for (const id of new Set(userIds ?? this.readings.keys())) {
      const own = this.readings.get(id) ?? new Map<number, number>();
      for (const ms of [...own.keys()]) {
        if (ms >= from && ms <= to && own.delete(ms)) deleted += 1;
      }
    }
    return deleted;
  }

  /** Readings of a user in a period, in order of time. */
  readingsOf(userId: number, { from, to }: Period): Reading[] {
    return this.#sorted(userId, from, to).map(([ms, milli]) => ({
      userId,
      timestamp: new Date(ms),
      heartRate: milli / 1000,
    }));
  }

  cohort(query: ReferenceCohort): CohortMember[] {
    const { from, to, minHeartRate, minReadings = 1, minDays = 1 } = query;
    const members: CohortMember[] = [];
    for (const user of this.users.values()) {
      if (!isOf(user, query)) continue;
      const total = { count: 0, sum: 0n };
      const days = new Set<number>();
      for (const [ms, milli] of this.#sorted(user.id, from, to)) {
        add(total, milli);
        days.add(startOf('day', ms));
      }
      if (total.count >= minReadings && days.size >= minDays && average(total) > minHeartRate) {
        members.push({ userId: user.id, externalId: user.externalId, average: average(total), count: total.count });
      }
    }
    return members.sort((a, b) => b.average - a.average || a.userId - b.userId);
  }

  top({ userId, from, to, limit, timezone, minReadings = 1 }: ReferenceTop): PeakAverage[] {
    // The readings come in order of time, so the buckets do too.
    const hours = new Map<string, Total & { start: number }>();
    for (const [ms, milli] of this.#sorted(userId, from, to)) {
      const offset = timezone === undefined ? 0 : zoneOffset(ms, timezone);
      const start = Math.floor((ms + offset) / MS_PER_HOUR) * MS_PER_HOUR - offset;
      const hour = hours.get(`${start} ${offset}`) ?? { start, count: 0, sum: 0n };
      hours.set(`${start} ${offset}`, hour);
      add(hour, milli);
    }
    const peaks = new Map<number, (Total & { start: number })[]>();
    for (const hour of hours.values()) {
      if (hour.count < minReadings) continue;
      peaks.set(average(hour), [...(peaks.get(average(hour)) ?? []), hour]);
    }
    return [...peaks]
      .sort(([a], [b]) => b - a)
      .slice(0, limit)
      .map(([value, equal]) => ({
        average: value,
        count: equal.reduce((count, hour) => count + hour.count, 0),
        hours: equal.sort((a, b) => a.start - b.start).map(({ start, count }) => ({ start: new Date(start), count })),
      }));
  }

  averages(userId: number, period: Period, resolution: 'hour' | 'day' | 'week' | 'month'): BucketAverage[] {
    return this.#buckets(userId, period, (ms) => startOf(resolution, ms)).map(({ key, ...bucket }) => ({
      start: new Date(key),
      ...bucket,
    }));
  }

  distribution(query: ReferenceDistribution): Distribution {
    const people = [...this.users.values()].filter((user) => isOf(user, query)).map(({ id }) => id);
    const ids = query.userId === undefined ? people : [query.userId];
    return referenceDistribution(
      ids.map((id) => this.#sorted(id, 0, query.to)),
      query,
    );
  }

  quality(query: ReferencePeople & ReferenceQuality): ReturnType<typeof referenceQuality> {
    const people = [...this.users.values()].sort((a, b) => a.id - b.id);
    const instantsOf = ({ id }: User) => this.#sorted(id, query.from, query.to).map(([ms]) => ms);
    const chosen = people.filter((user) =>
      query.userId === undefined ? isOf(user, query) && instantsOf(user).length > 0 : user.id === query.userId,
    );
    return referenceQuality(
      chosen.map((user) => [{ userId: user.id, externalId: user.externalId }, instantsOf(user)]),
      query,
    );
  }

  /** `undefined` where it is refused. */
  timeline(userId: number, period: Period, { maxPoints = 4000, level }: TimelineOptions): Timeline | undefined {
    const instants = this.#sorted(userId, period.from, period.to).map(([ms]) => ms);
    const [first, last, readings] = [instants[0], instants.at(-1), instants.length];
    if (first === undefined || last === undefined) return { level: level ?? 'raw', points: [] };
    // Months before the first reading and after the last count for nothing.
    const from = Math.max(period.from, startOf('month', first));
    const to = Math.min(period.to, startOf('month', startOf('month', last) + 31 * MS_PER_DAY) - 1);
    const fitting = TIMELINE_STARTS.filter(([name, startOfPoint]) => {
      if (name === 'raw') return readings <= maxPoints;
      const isAddedUp = name.includes('-');
      return !(isAddedUp && readings > 200_000) && stretchesOf(startOfPoint, { from, to }, maxPoints) <= maxPoints;
    });
    const chosen = level === undefined ? fitting[0] : fitting.find(([name]) => name === level);
    if (chosen === undefined) return undefined;
    const points = this.#buckets(userId, period, chosen[1]).map(({ key, ...point }) => ({
      start: new Date(key),
      ...point,
    }));
    return { level: chosen[0], points };
  }

  /** By what the clocks of a zone show; without the starts. */
  localAverages(
    userId: number,
    period: Period,
    resolution: 'hour' | 'day' | 'week' | 'month',
    timezone: string,
  ): Omit<BucketAverage, 'start'>[] {
    const keyOf = (ms: number) => {
      const offset = zoneOffset(ms, timezone);
      const local = ms + offset;
      if (resolution === 'week') return `week ${startOf('week', local + 7 * MS_PER_DAY)}`;
      // The last evening of 1969, west of Greenwich: an hour, a day and a month of its own.
      const shown =
        local < 0 ? `1969 ${resolution === 'hour' ? Math.floor(local / MS_PER_HOUR) : ''}` : startOf(resolution, local);
      return resolution === 'hour' ? `${shown} ${offset}` : `${shown}`;
    };
    return this.#buckets(userId, period, keyOf).map(({ key: _, ...bucket }) => bucket);
  }

  #buckets<Key>(userId: number, { from, to }: Period, keyOf: (ms: number) => Key) {
    const buckets = new Map<Key, number[]>();
    for (const [ms, milli] of this.#sorted(userId, from, to)) {
      const key = keyOf(ms);
      buckets.set(key, [...(buckets.get(key) ?? []), milli]);
    }
    return [...buckets].map(([key, values]) => {
      const total = { count: 0, sum: 0n };
      for (const milli of values) add(total, milli);
      return {
        key,
        count: values.length,
        average: average(total),
        min: Math.min(...values) / 1000,
        max: Math.max(...values) / 1000,
      };
    });
  }

  #sorted(userId: number, from: number, to: number): [ms: number, milli: number][] {
    const own = [...(this.readings.get(userId) ?? [])];
    return own.filter(([ms]) => ms >= from && ms <= to).sort(([a], [b]) => a - b);
  }
}

/** The levels of a timeline, finest first, each with the start of the point that holds an instant. */
const TIMELINE_STARTS: readonly (readonly [Timeline['level'], (ms: number) => number])[] = [
  ['raw', (ms) => ms],
  ['10-seconds', (ms) => ms - (ms % 10_000)],
  ['1-minute', (ms) => ms - (ms % 60_000)],
  ['10-minutes', (ms) => ms - (ms % 600_000)],
  ['hour', (ms) => startOf('hour', ms)],
  ['day', (ms) => startOf('day', ms)],
  ['month', (ms) => startOf('month', ms)],
];

/** How many stretches of a level a period touches, or more than `enough`. */
function stretchesOf(startOfPoint: (ms: number) => number, { from, to }: Period, enough: number): number {
  let count = 0;
  // From the last one to the first: the start of each is a millisecond after the end of the one before.
  for (let end = to; end >= from && count <= enough; end = startOfPoint(end) - 1) count += 1;
  return count;
}

function isOf(
  user: User,
  { minAge, genders, asOf, to }: Pick<ReferenceCohort, 'minAge' | 'genders' | 'asOf' | 'to'>,
): boolean {
  if (genders !== undefined && !genders.includes(user.gender)) return false;
  if (minAge === undefined) return true;
  const age = user.birthDate === null ? user.age : completedYears(user.birthDate, civilDate(asOf ?? to));
  return age !== null && age > minAge;
}
