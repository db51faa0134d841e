import fc from 'fast-check';
import type { ReadingInput } from '../../src/model/reading.ts';
import type { RejectionReason } from '../../src/model/rejection.ts';
import { GENDERS, type Gender, type User } from '../../src/model/user.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../reference/civil-date.ts';
import { exactHeartRate } from '../reference/exact-heart-rate.ts';

/** The last millisecond that a store keeps. */
export const LAST_MS = Date.parse('2099-12-31T23:59:59.999Z');

/** Instants around which readings are clustered: ends of what a store keeps, of years, months and days, clock changes. */
const ANCHORS = [
  '1970-01-01T00:00:00Z',
  '1972-01-07T00:44:30Z',
  '1999-12-31T23:30:00Z',
  '2023-01-01T00:00:00Z',
  '2023-01-31T23:00:00Z',
  '2023-03-01T00:00:00Z',
  '2023-03-26T01:00:00Z',
  '2023-10-29T01:00:00Z',
  '2024-02-29T12:00:00Z',
  '2024-12-31T23:59:00Z',
  '2099-12-31T23:59:59.999Z',
].map((text) => Date.parse(text));

const delta = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 0, 1, -1, 999, 1000, -1000) },
  { weight: 2, arbitrary: fc.constantFrom(MS_PER_HOUR, -MS_PER_HOUR, MS_PER_HOUR - 1, MS_PER_DAY, -MS_PER_DAY) },
  { weight: 4, arbitrary: fc.integer({ min: -90 * 60_000, max: 90 * 60_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -70, max: 70 }).map((days) => days * MS_PER_DAY) },
);

/** The few users and instants that a sequence of commands is about, so that keys, hours and averages meet often. */
export interface World {
  readonly ids: readonly number[];
  readonly instants: readonly number[];
}

const userId = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 8_877_689_391) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 53 - 1, 2 ** 53 - 2, 2 ** 52 + 1) },
);

export const world: fc.Arbitrary<World> = fc
  .record({
    ids: fc.uniqueArray(userId, { minLength: 3, maxLength: 6 }),
    anchors: fc.uniqueArray(fc.constantFrom(...ANCHORS), { minLength: 1, maxLength: 3 }),
    spots: fc.array(fc.tuple(fc.nat(), delta), { minLength: 6, maxLength: 24 }),
  })
  .map(({ ids, anchors, spots }) => ({
    ids,
    instants: [...new Set(spots.map(([at, distance]) => clamp(pick(anchors, at) + distance)))],
  }));

export function clamp(ms: number): number {
  return Math.min(Math.max(ms, 0), LAST_MS);
}

/** The element of a list that any natural number stands for. */
export function pick<T>(list: readonly T[], at: number): T {
  return list[at % list.length]!;
}

export interface Attributes {
  readonly externalId: string | null;
  readonly name: string;
  readonly gender: Gender;
  readonly age: number | null;
  readonly birthDate: string | null;
}

const birthDate = fc.oneof(
  fc.constantFrom('2000-02-29', '1996-02-29', '1952-03-01', '1999-02-28', '1970-01-01', '1999-12-31', '2024-02-29'),
  fc
    .tuple(fc.integer({ min: 1900, max: 2060 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    .map(([year, month, day]) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`),
);

export const attributes: fc.Arbitrary<Attributes> = fc.record({
  externalId: fc.option(fc.constantFrom('P-', 'ä ', 'Ä ', 'O\'\\"', '患者 😀', '00')),
  name: fc.oneof(
    fc.constantFrom('', 'Ada', "O'Neill", 'a\\b\n"c"\t', 'Zoë 😀', "'); DROP TABLE users; --", '\\N', '{x:UInt8} $1 ?'),
    fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\0', '')),
  ),
  gender: fc.constantFrom(...GENDERS),
  age: fc.option(fc.oneof(fc.integer({ min: 0, max: 150 }), fc.constantFrom(23, 24, 25))),
  birthDate: fc.option(birthDate),
});

export function userOf(id: number, { externalId, name, gender, age, birthDate: born }: Attributes): User {
  // No two users of a test have the same.
  return { id, externalId: externalId === null ? null : `${externalId}${id}`, name, gender, age, birthDate: born };
}

/** A row sent to a store, with what it stands for: a reading of known parts, or the reason why it is rejected. */
export interface Row {
  readonly input: ReadingInput;
  readonly expected: RejectionReason | { readonly userId: number; readonly ms: number; readonly milli: number };
}

export interface RowSpec {
  readonly user: number;
  readonly at: number;
  readonly form: (typeof INSTANT_FORMS)[number];
  readonly heartRate: number;
}

const INSTANT_FORMS = ['date', 'date', 'iso', 'no-offset', 'offset', 'micros'] as const;

const heartRate = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(60, 120, 60, 120, 60.001, 61, 59.999, 20, 300, 72.5) },
  { weight: 3, arbitrary: fc.integer({ min: 20_000, max: 300_000 }).map((milli) => milli / 1000) },
  // Halves of a thousandth and longer tails.
  { weight: 1, arbitrary: fc.constantFrom(60.0005, 60.0015, 72.49999999, 19.9995, 300.0005, 66.66666666666667) },
);

export const goodRow: fc.Arbitrary<RowSpec> = fc.record({
  user: fc.nat(),
  at: fc.nat(),
  form: fc.constantFrom(...INSTANT_FORMS),
  heartRate,
});

export function rowOf({ ids, instants }: World, spec: RowSpec): Row {
  const [id, ms] = [pick(ids, spec.user), pick(instants, spec.at)];
  return {
    input: { userId: id, timestamp: instantInput(ms, spec.form), heartRate: spec.heartRate },
    expected: { userId: id, ms, milli: Number(exactHeartRate(spec.heartRate)) },
  };
}

function instantInput(ms: number, form: (typeof INSTANT_FORMS)[number]): Date | string {
  const iso = new Date(ms).toISOString();
  if (form === 'date') return new Date(ms);
  if (form === 'iso') return iso;
  if (form === 'no-offset') return iso.slice(0, -1).replace('T', ' ');
  if (form === 'offset') return new Date(ms - 5.5 * MS_PER_HOUR).toISOString().replace('Z', '-05:30');
  return iso.replace('Z', '999Z');
}

const GOOD_AT = '2023-01-01T00:00:00Z';

/** Rows that no store takes, whatever users it holds. */
const BAD_ROWS: readonly (readonly [unknown, unknown, unknown, RejectionReason])[] = [
  ...[0, -1, 1.5, Number.NaN, 2 ** 53, 'x', '', null, undefined].map(
    (id) => [id, GOOD_AT, 60, 'invalid_user_id'] as const,
  ),
  ...[undefined, null, '', 'yesterday', '2023-02-30', '2023-01-01T24:00', 1_672_531_200_000, new Date(Number.NaN)].map(
    (timestamp) => [1, timestamp, 60, 'invalid_timestamp'] as const,
  ),
  ...['1969-12-31T23:59:59.999Z', '2100-01-01', '0000-01-01', '9999-12-31', new Date(-1)].map(
    (timestamp) => [1, timestamp, 60, 'timestamp_out_of_range'] as const,
  ),
  ...[Number.NaN, Number.POSITIVE_INFINITY, '', 'fast', null, undefined, {}].map(
    (value) => [1, GOOD_AT, value, 'invalid_heart_rate'] as const,
  ),
  ...[0, -1, 900, 19.999, 300.001, 19.9994, 1e300].map(
    (value) => [1, GOOD_AT, value, 'heart_rate_out_of_range'] as const,
  ),
  // The first thing that is wrong is the reason.
  [0, 'never', -1, 'invalid_user_id'],
  [1, 'never', -1, 'invalid_timestamp'],
];

export const badRow: fc.Arbitrary<Row> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(...BAD_ROWS).map(([id, timestamp, value, expected]) => ({
      input: { userId: id, timestamp, heartRate: value } as ReadingInput,
      expected,
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<unknown>(null, undefined, 7, 'row')
      .map((input) => ({ input: input as ReadingInput, expected: 'malformed_row' as const })),
  },
);
