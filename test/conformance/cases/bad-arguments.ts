import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import type {
  CohortQuery,
  DistributionQuery,
  QualityQuery,
  ReadingSelection,
  Store,
  TopQuery,
} from '../../../src/store/store.ts';
import type { Level } from '../../../src/window/bucket.ts';
import type { WindowInput } from '../../../src/window/window.ts';
import { collect } from '../collect.ts';
import type { Target } from '../target.ts';

type Case = readonly [field: string, value: unknown, call: (store: Store) => Promise<unknown>];

const WINDOW = { from: '2023-01-01', to: '2023-02-01' };

const NO_USERS = [0, -1, 1.5, 2 ** 53, Number.NaN, null, undefined, {}, '', 'x'.repeat(256), 'a\nb'];
const NO_IDS = [...NO_USERS, 'x'];
const NO_INSTANTS = [
  '',
  'soon',
  '2023-02-30',
  '2023-1-1',
  '2023-01-01T25:00',
  '1969-12-31',
  '2100-01-02',
  '9999-12-31',
  '0000-01-01',
  7,
  null,
  new Date(Number.NaN),
];
const NO_MINIMUMS = [0, -1, 1.5, 1_000_000_001, Number.NaN, '2', null];
const NO_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '60', null, {}];

/** Calls with one value that is not allowed, for every argument and many values. */
const CASES: readonly Case[] = [
  ...each('id', NO_IDS, (id) => (store) => store.putUser({ id: id as number })),
  ...each('name', ['a\0b', 'x'.repeat(1001), 7], (name) => (store) => store.putUser({ id: 1, name: name as string })),
  ...each('gender', ['m', 'man', 1], (gender) => (store) => store.putUser({ id: 1, gender: gender as 'male' })),
  ...each('age', [-1, 151, 1.5, Number.NaN, 'old'], (age) => (store) => store.putUser({ id: 1, age: age as number })),
  ...each(
    'birthDate',
    ['1999-02-29', '1799-12-31', '31.5.1990', '1990-05', 1990],
    (birthDate) => (store) => store.putUser({ id: 1, birthDate: birthDate as string }),
  ),
  ...each('user', NO_USERS, (id) => (store) => store.getUser(id as number)),
  ...each(
    'after',
    [-1, 1.5, 2 ** 53, 1e300, Number.NaN, 'x', null, {}],
    (after) => (store) => collect(store.listUsers(after as number)),
  ),
  ...each('user', NO_USERS, (id) => (store) => store.deleteUsers([1, id as number])),
  ...each('userId', NO_IDS, (id) => (store) => store.deleteReadings({ userIds: [1, id as number] })),
  ...each('userIds', [{}], (selection) => (store) => store.deleteReadings(selection as ReadingSelection)),
  ...each('from', NO_INSTANTS.slice(0, -2), (from) => (store) => store.deleteReadings({ from: from as string })),
  ...each('to', NO_INSTANTS.slice(0, -2), (to) => (store) => store.deleteReadings({ to: to as string })),
  ...each(
    'from',
    ['2023-01-02'],
    (from) => (store) => store.deleteReadings({ from: from as string, to: '2023-01-01' }),
  ),
  ...each('instant', [...NO_INSTANTS, undefined], (instant) => (store) => store.dropBefore(instant as string)),
  ...each('minHeartRate', [...NO_NUMBERS, undefined], (minHeartRate) =>
    cohort({ minHeartRate: minHeartRate as number }),
  ),
  ...each('minAge', NO_NUMBERS, (minAge) => cohort({ minAge: minAge as number })),
  ...each('gender', ['m', '', [], ['male', 'x'], [''], null, 7], (gender) => cohort({ gender: gender as 'male' })),
  ...each('minReadings', NO_MINIMUMS, (minReadings) => cohort({ minReadings: minReadings as number })),
  ...each('minDays', NO_MINIMUMS, (minDays) => cohort({ minDays: minDays as number })),
  ...each('minReadings', NO_MINIMUMS, (minReadings) => top({ minReadings: minReadings as number })),
  ...each('asOf', NO_INSTANTS, (asOf) => cohort({ asOf: asOf as string })),
  ...each('userId', NO_IDS, (userId) => top({ userId: userId as number })),
  ...each('limit', [0, -1, 1.5, 10_001, Number.NaN, '10'], (limit) => top({ limit: limit as number })),
  ...each(
    'timezone',
    ['Mars/Base', '', '+02:00', 'UTC+2', 'Europe/Berlin ', "UTC'", 'T00:00+02:00', 7, null],
    (timezone) => top({ timezone: timezone as string }),
  ),
  ...each('user', NO_USERS, (userId) => (store) => collect(store.readings(userId as number, WINDOW))),
  ...each('user', NO_USERS, (userId) => (store) => collect(store.averages(userId as number, WINDOW, 'day'))),
  ...each(
    'resolution',
    ['year', 'Hour', '', null, undefined, 'toString'],
    (resolution) => (store) => collect(store.averages(1, WINDOW, resolution as Level)),
  ),
  ...each('user', NO_USERS, (userId) => (store) => store.timeline(userId as number, WINDOW)),
  ...each(
    'maxPoints',
    [0, -1, 1.5, 4001, Number.NaN, '10', null],
    (maxPoints) => (store) => store.timeline(1, WINDOW, { maxPoints: maxPoints as number }),
  ),
  ...each(
    'level',
    ['week', 'Raw', '', null, '5-minutes', '10 minutes', 'toString'],
    (level) => (store) => store.timeline(1, WINDOW, { level: level as Level }),
  ),
  ...each(
    'zones',
    [60, '60', null, [0], [-1], [60, 60], [70, 60], [60, 60.0004], [Number.NaN], ['60'], Array(101).fill(1)],
    (zones) => distribution({ zones: zones as number[] }),
  ),
  ...each('percentiles', [50, null, [0], [100.001], [-1], [0.0004], ['50'], [Number.NaN]], (percentiles) =>
    distribution({ percentiles: percentiles as number[] }),
  ),
  ...each('maxGapMinutes', [0, 1.5, 1441, '10', null], (maxGapMinutes) =>
    distribution({ maxGapMinutes: maxGapMinutes as number }),
  ),
  ...each(
    'userId',
    NO_IDS.filter((id) => id !== undefined),
    (userId) => distribution({ userId: userId as number }),
  ),
  ...each('user', [1, 'P-0012'], (user) => distribution({ userId: 2, user: user as number })),
  ...each('minAge', NO_NUMBERS, (minAge) => distribution({ minAge: minAge as number })),
  ...each('minAge', [30], (minAge) => distribution({ userId: 1, minAge: minAge as number })),
  ...each('gender', ['female'], (gender) => distribution({ user: 1, gender: gender as 'female' })),
  ...windows((window) => distribution(window)),
  ...each('minMinutesOfHour', [0, 61, 1.5, '30', null], (least) => quality({ minMinutesOfHour: least as number })),
  ...each('minHoursOfDay', [0, 26, 1.5, '10', null], (least) => quality({ minHoursOfDay: least as number })),
  ...each('gapMinutes', [0, 527_041, 1.5, '60', null], (gapMinutes) => quality({ gapMinutes: gapMinutes as number })),
  ...each('timezone', ['Mars/Base', '', '+02:00', 7, null], (timezone) => quality({ timezone: timezone as string })),
  ...each('minAge', [30], (minAge) => quality({ userId: 1, minAge: minAge as number })),
  ...windows((window) => quality(window)),
  ...windows((window) => cohort(window)),
  ...windows((window) => top(window)),
  ...windows((window) => (store) => collect(store.readings(1, window))),
  ...windows((window) => (store) => collect(store.averages(1, window, 'day'))),
  ...windows((window) => (store) => store.timeline(1, window)),
];

const ROW = { userId: 1, timestamp: '2023-01-11', heartRate: 61 };

/** Calls with something of another kind in place of an argument. */
const WRONG_KINDS: readonly Case[] = [
  ...each(
    'query',
    [null, undefined, 7, 'x', [], () => {}],
    (query) => (store) => store.queryUsers(query as CohortQuery),
  ),
  ...each('query', [null, undefined, 7], (query) => (store) => store.queryTop(query as TopQuery)),
  ...each(
    'window',
    [null, undefined, '2023'],
    (window) => (store) => collect(store.readings(1, window as WindowInput)),
  ),
  ...each(
    'selection',
    [null, undefined, [1]],
    (selection) => (store) => store.deleteReadings(selection as ReadingSelection),
  ),
  ...each('user', [null, undefined, 7, []], (user) => (store) => store.putUser(user as { id: number })),
  ...each('options', [null, 'x', []], (options) => (store) => store.ingest([], options as object)),
  ...each('options', [null, 7], (options) => (store) => store.importUsers([], options as object)),
  ...each('options', [null, 7], (options) => (store) => store.verify(options as object)),
  // The digits of a text are no ids of users to delete, nor are its letters rows.
  ...each('users', ['1', null, undefined, 1, {}], (ids) => (store) => store.deleteUsers(ids as number[])),
  ...each('userIds', ['1', null, 1], (ids) => (store) => store.deleteReadings({ userIds: ids as number[] })),
  ...each('readings', ['1', null, undefined, 1, {}], (rows) => (store) => store.ingest(rows as [])),
  ...each('users', ['1', null, undefined, 1, {}], (rows) => (store) => store.importUsers(rows as [])),
  ...each('after', ['1', null, -1, 1.5, Number.NaN], (after) => (store) => collect(store.listUsers(after as number))),
  ...each('details', ['yes', 1, null], (details) => cohort({ details: details as boolean })),
  ...each('dryRun', ['true', 1, null], (dryRun) => (store) => store.ingest([ROW], { dryRun: dryRun as boolean })),
  ...each('unknownUsers', ['creat', true], (to) => (store) => store.ingest([ROW], { unknownUsers: to as 'create' })),
  ...each('signal', [{}, null, true], (signal) => (store) => store.ingest([ROW], { signal: signal as AbortSignal })),
  ...each('onProgress', [1, null], (onProgress) => (store) => store.repair({ onProgress: onProgress as () => void })),
];

export function badArguments(target: Target): void {
  test('every argument that is not allowed is refused by name, in one line, and changes nothing', async () => {
    const store = await target.open();
    await store.putUser({ id: 1, name: 'Ada' });
    await store.ingest([{ userId: 1, timestamp: '2023-01-10', heartRate: 60 }]);
    for (const [field, value, call] of [...CASES, ...WRONG_KINDS]) {
      const what = `${field} ${JSON.stringify(value) ?? String(value)}`;
      await assert.rejects(
        async () => call(store),
        (error) => {
          assert.ok(error instanceof PulsebaseError, `${what}: ${error}`);
          assert.deepEqual([error.code, error.field], ['INVALID_ARGUMENT', field], what);
          assert.ok(!error.message.includes('\n'), what);
          return true;
        },
        what,
      );
    }
    assert.equal((await store.getUser(1))?.name, 'Ada');
    assert.deepEqual(await store.queryUsers({ ...WINDOW, minHeartRate: 0 }), [1]);
  });
}

function each(field: string, values: readonly unknown[], call: (value: unknown) => Case[2]): Case[] {
  return values.map((value) => [field, value, call(value)]);
}

function windows(call: (window: WindowInput) => Case[2]): Case[] {
  return [
    ...each('from', [...NO_INSTANTS, undefined, '2100-01-01'], (from) =>
      call({ from: from as string, to: '2100-01-01' }),
    ),
    ...each('to', [...NO_INSTANTS, undefined], (to) => call({ from: '1970-01-01', to: to as string })),
    ...each('from', ['2023-01-01T00:00:00.001Z'], (from) => call({ from: from as string, to: '2023-01-01' })),
  ];
}

function cohort(query: Partial<CohortQuery>): Case[2] {
  return (store) => store.queryUsers({ ...WINDOW, minHeartRate: 0, ...query });
}

function distribution(query: Partial<DistributionQuery>): Case[2] {
  return (store) => store.distribution({ ...WINDOW, ...query });
}

function quality(query: Partial<QualityQuery>): Case[2] {
  return (store) => store.quality({ ...WINDOW, ...query });
}

function top(query: Partial<TopQuery>): Case[2] {
  return (store) => store.queryTop({ ...WINDOW, userId: 1, ...query });
}
