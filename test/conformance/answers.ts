import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GENDERS, type Gender } from '../../src/model/user.ts';
import type { Store } from '../../src/store/store.ts';
import type { WindowInput } from '../../src/window/window.ts';
import { civilDate, MS_PER_DAY, MS_PER_HOUR, startOf } from '../reference/civil-date.ts';
import type { Period, ReferenceStore } from '../reference/reference-store.ts';
import { clamp, LAST_MS, pick, type World } from './arbitraries.ts';
import { checkQuality } from './check-quality.ts';
import { collect } from './collect.ts';
import { ifKnown } from './if-known.ts';

export const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Africa/Monrovia',
] as const;

/** One set of queries; users and instants are named by their place in the world. */
export interface Probe {
  readonly window: readonly [from: WindowEnd, to: WindowEnd];
  readonly user: number;
  readonly minAge: number | null;
  readonly genders: readonly Gender[] | null;
  readonly asOf: number | null;
  /** The threshold is an average that really occurs, the double below it or above it, or nothing. */
  readonly threshold: { readonly of: number; readonly off: -1 | 0 | 1 } | null;
  readonly limit: number;
  readonly timezone: (typeof ZONES)[number] | null;
  readonly maxPoints: number;
  readonly minReadings: number;
  readonly minDays: number;
  readonly zones: readonly number[];
  readonly percentiles: readonly number[];
  readonly maxGapMinutes: number;
}

interface WindowEnd {
  readonly at: number;
  readonly snap: (typeof SNAPS)[number];
}

const SNAPS = ['exact', 'before', 'after', 'hour', 'day', 'month', 'far', 'end of hour', 'end of day'] as const;

const windowEnd = fc.record({ at: fc.nat(), snap: fc.constantFrom(...SNAPS) });

export const probe: fc.Arbitrary<Probe> = fc.record({
  window: fc.tuple(windowEnd, windowEnd),
  user: fc.nat(),
  minAge: fc.option(fc.oneof(fc.constantFrom(22, 23, 24, 24.5, -1, 0), fc.integer({ min: -3, max: 151 }))),
  genders: fc.option(fc.uniqueArray(fc.constantFrom(...GENDERS), { minLength: 1 })),
  asOf: fc.option(fc.nat(), { freq: 3 }),
  threshold: fc.option(fc.record({ of: fc.nat(), off: fc.constantFrom(-1, 0, 1) }), { freq: 4 }),
  limit: fc.integer({ min: 1, max: 12 }),
  timezone: fc.option(fc.constantFrom(...ZONES), { freq: 2 }),
  maxPoints: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(1000, 4000)),
  minReadings: fc.integer({ min: 1, max: 4 }),
  minDays: fc.integer({ min: 1, max: 4 }),
  zones: fc
    .uniqueArray(fc.oneof(fc.constantFrom(60_000, 60_001, 120_000), fc.integer({ min: 1, max: 301_000 })), {
      maxLength: 6,
    })
    .map((limits) => limits.sort((a, b) => a - b)),
  percentiles: fc.array(fc.oneof(fc.constantFrom(50_000, 99_900, 100_000), fc.integer({ min: 1, max: 100_000 })), {
    maxLength: 6,
  }),
  maxGapMinutes: fc.oneof(fc.constantFrom(1, 10, 60, 1440), fc.integer({ min: 1, max: 1440 })),
});

export function periodOf({ instants }: World, window: Probe['window']): Period {
  const [a, b] = window.map(({ at, snap }, end) => clamp(snapped(pick(instants, at), snap, end === 0 ? -1 : 1)));
  return { from: Math.min(a!, b!), to: Math.max(a!, b!) };
}

function snapped(ms: number, snap: WindowEnd['snap'], direction: number): number {
  if (snap === 'exact') return ms;
  if (snap === 'before') return ms - 1;
  if (snap === 'after') return ms + 1;
  if (snap === 'end of hour') return startOf('hour', ms) + MS_PER_HOUR - 1;
  if (snap === 'end of day') return startOf('day', ms) + MS_PER_DAY - 1;
  // Far away: over a year, ragged to the millisecond.
  if (snap === 'far') return ms + direction * (400 * MS_PER_DAY + 12_345_678);
  return startOf(snap, ms);
}

const EVER: Period = { from: 0, to: LAST_MS };

/** Asks a store and the reference the same queries; every answer must be the same, to the last bit. */
export async function checkAnswers(
  store: Store,
  reference: ReferenceStore,
  world: World,
  {
    window,
    user,
    minAge,
    genders,
    asOf,
    threshold,
    limit,
    timezone,
    maxPoints,
    minReadings,
    minDays,
    ...distributed
  }: Probe,
): Promise<void> {
  const period = periodOf(world, window);
  const ends = { from: new Date(period.from), to: new Date(period.to).toISOString() };
  const userId = pick(world.ids, user);

  const everybody = reference.cohort({ ...period, minHeartRate: 0 });
  assert.deepEqual(await store.queryUsers({ ...ends, minHeartRate: 0, details: true }), everybody);

  const minHeartRate =
    threshold === null || everybody.length === 0 ? 60 : neighbour(pick(everybody, threshold.of).average, threshold.off);
  const day = asOf === null ? undefined : pick(world.instants, asOf);
  const cohortOf = {
    ...period,
    minHeartRate,
    minAge: minAge ?? undefined,
    genders: genders ?? undefined,
    asOf: day,
  };
  const cohort = reference.cohort(cohortOf);
  const query = {
    ...ends,
    minHeartRate,
    ...(minAge === null ? {} : { minAge }),
    ...(genders === null ? {} : { gender: genders.length === 1 ? genders[0]! : genders }),
    ...(day === undefined ? {} : { asOf: dateText(day) }),
  };
  assert.deepEqual(
    await store.queryUsers(query),
    cohort.map((member) => member.userId),
  );
  assert.deepEqual(await store.queryUsers({ ...query, details: true }), cohort);

  assert.deepEqual(
    await store.queryUsers({ ...query, minReadings, minDays, details: true }),
    reference.cohort({ ...cohortOf, minReadings, minDays }),
  );

  if (store.newestReadings !== undefined) {
    const newest = world.ids.flatMap((id): [number, Date][] => {
      const last = reference.readingsOf(id, EVER).at(-1);
      return last === undefined ? [] : [[id, last.timestamp]];
    });
    assert.deepEqual(new Map(await store.newestReadings(world.ids)), new Map(newest));
  }

  const { zones, percentiles, maxGapMinutes } = distributed;
  const inBpm = { zones: zones.map((limit) => limit / 1000), percentiles: percentiles.map((rank) => rank / 1000) };
  const { minHeartRate: _, ...whom } = query;
  const whomOf = { ...period, minAge: minAge ?? undefined, genders: genders ?? undefined, asOf: day };
  const worn = { minMinutesOfHour: minReadings, minHoursOfDay: minDays, gapMinutes: maxGapMinutes };
  const zoned = { ...worn, ...(timezone === null ? {} : { timezone }) };
  await checkQuality(store, reference, { ...whom, ...zoned }, whomOf);
  assert.deepEqual(
    await store.distribution({ ...whom, ...inBpm, maxGapMinutes }),
    reference.distribution({ ...cohortOf, ...distributed }),
  );

  if (!reference.users.has(userId)) return checkNobody(store, userId, ends);
  const top = { ...ends, userId, limit, ...(timezone === null ? {} : { timezone }) };
  const peaks = reference.top({ ...period, userId, limit, timezone: timezone ?? undefined });
  assert.deepEqual(
    await store.queryTop(top),
    peaks.map((peak) => peak.average),
  );
  assert.deepEqual(await store.queryTop({ ...top, details: true }), peaks);
  assert.deepEqual(
    await store.queryTop({ ...top, minReadings, details: true }),
    reference.top({ ...period, userId, limit, timezone: timezone ?? undefined, minReadings }),
  );

  const readings = await collect(store.readings(userId, ends));
  assert.deepEqual(readings, reference.readingsOf(userId, period));
  assert.deepEqual(
    await store.distribution({ ...ends, userId, ...inBpm, maxGapMinutes }),
    reference.distribution({ ...period, userId, ...distributed }),
  );
  await checkQuality(store, reference, { ...ends, userId, ...zoned }, { ...period, userId });
  const timeline = reference.timeline(userId, period, { maxPoints });
  if (timeline !== undefined) assert.deepEqual(await store.timeline(userId, ends, { maxPoints }), timeline);
  for (const resolution of ['hour', 'day', 'week', 'month'] as const) {
    const averages = await collect(store.averages(userId, ends, resolution));
    assert.deepEqual(averages, reference.averages(userId, period, resolution));
    if (timezone === null) continue;
    const local = await collect(store.averages(userId, ends, resolution, { timezone }));
    assert.deepEqual(
      local.map(({ start: _, ...bucket }) => bucket),
      reference.localAverages(userId, period, resolution, timezone),
    );
  }
}

/** Whoever does not exist is told apart from somebody without readings, by every query about one user. */
async function checkNobody(store: Store, userId: number, window: WindowInput): Promise<void> {
  const nobody = { code: 'USER_NOT_FOUND', field: 'userId' };
  await assert.rejects(store.queryTop({ ...window, userId }), nobody);
  await assert.rejects(store.queryTop({ ...window, userId, details: true }), nobody);
  await assert.rejects(collect(store.readings(userId, window)), nobody);
  await assert.rejects(collect(store.averages(userId, window, 'day')), nobody);
  await assert.rejects(store.timeline(userId, window), nobody);
  await assert.rejects(store.distribution({ ...window, userId }), nobody);
  await assert.rejects(store.quality({ ...window, userId }), nobody);
  assert.equal(await store.getUser(userId), undefined);
}

/** Users and totals of the whole store. */
export async function checkContents(store: Store, reference: ReferenceStore): Promise<void> {
  const users = [...reference.users.values()].sort((a, b) => a.id - b.id);
  assert.deepEqual(await collect(store.listUsers()), users);
  const instants = [...reference.readings.values()].flatMap((own) => [...own.keys()]).sort((a, b) => a - b);
  const { users: count, readings, firstReading, lastReading, pendingWrites } = await store.stats();
  assert.deepEqual(
    { count, readings, firstReading, lastReading, pendingWrites },
    {
      count: users.length,
      readings: instants.length,
      firstReading: instants[0] === undefined ? null : new Date(instants[0]),
      lastReading: instants.length === 0 ? null : new Date(instants.at(-1)!),
      pendingWrites: 0,
    },
  );
}

/** Everything that a store answers about a few windows, as one text: equal stores give equal texts. */
export async function allAnswers(store: Store, { ids }: World, periods: readonly Period[]): Promise<string> {
  const answers: unknown[] = [];
  for (const { from, to } of [...periods, { from: 0, to: LAST_MS }]) {
    const ends = { from: new Date(from), to: new Date(to) };
    answers.push(await store.queryUsers({ ...ends, minHeartRate: 60 }));
    answers.push(await store.queryUsers({ ...ends, minHeartRate: 0, details: true }));
    for (const userId of ids) {
      answers.push(await ifKnown(store.queryTop({ ...ends, userId, details: true })));
      answers.push(await ifKnown(collect(store.readings(userId, ends))));
      answers.push(await ifKnown(collect(store.averages(userId, ends, 'day'))));
    }
  }
  return JSON.stringify(answers);
}

function dateText(ms: number): string {
  const { year, month, day } = civilDate(ms);
  return [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

/** The double right below (-1) or above (1) a positive one. */
export function neighbour(value: number, off: -1 | 0 | 1): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(off));
  return bits.getFloat64(0);
}
