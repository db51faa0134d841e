import Type, { type Static } from 'typebox';
import { LEVELS } from '../../window/bucket.ts';
import { TIMELINE_LEVELS } from '../../window/timeline-level.ts';
import { externalId, gender, user, userId } from './parameters.ts';

const instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' });
export const bpm = Type.Number({ description: 'In bpm (LOINC 8867-4).' });
export const count = Type.Integer({ description: 'Readings.' });
const nextCursor = Type.Optional(Type.String({ description: 'Gives the next page; left out on the last one.' }));

export const ServiceInfo = Type.Object(
  {
    name: Type.String(),
    version: Type.String(),
    engine: Type.String({ description: 'The engine behind the store.' }),
    scopes: Type.Array(Type.String(), { description: 'What the key of this request may do.' }),
  },
  { title: 'ServiceInfo' },
);

const ADA = { id: 1, externalId: 'P-0012', name: 'Ada', gender: 'female', age: null, birthDate: '1990-05-31' };
const BEN = { id: 2, externalId: null, name: 'Ben', gender: 'male', age: 41, birthDate: null };

export const User = Type.Object(
  {
    id: userId,
    externalId: Type.Union([externalId, Type.Null()]),
    name: Type.String(),
    gender,
    age: Type.Union([Type.Integer(), Type.Null()], { description: 'Completed years, as stored.' }),
    birthDate: Type.Union([Type.String(), Type.Null()], { description: 'A date; wins over the age.' }),
  },
  { title: 'User', examples: [ADA] },
);

export const UserBody = Type.Object(
  {
    externalId: Type.Optional(Type.Union([externalId, Type.Null()])),
    name: Type.Optional(Type.Union([Type.String({ maxLength: 1000 }), Type.Null()])),
    gender: Type.Optional(Type.Union([gender, Type.Null()])),
    age: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 150 }), Type.Null()])),
    birthDate: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  },
  {
    additionalProperties: false,
    title: 'UserBody',
    examples: [{ externalId: 'P-0012', name: 'Ada', gender: 'female', birthDate: '1990-05-31' }],
  },
);

export const ImportedUser = Type.Object(
  { id: Type.Optional(userId), ...UserBody.properties },
  {
    additionalProperties: false,
    title: 'ImportedUser',
    description: 'A user as imported, with an id, an external id, or both; `birth_date` is `birthDate`.',
  },
);

export const UserPage = Type.Object(
  { users: Type.Array(User), nextCursor },
  { title: 'UserPage', examples: [{ users: [ADA, BEN] }] },
);

export const Cohort = Type.Object(
  {
    userIds: Type.Array(userId, { description: 'Highest average first, then lowest id.' }),
    members: Type.Optional(
      Type.Array(
        Type.Object(
          { userId, externalId: Type.Union([externalId, Type.Null()]), average: bpm, count },
          { title: 'CohortMember' },
        ),
        {
          description: 'The same with details.',
        },
      ),
    ),
    nextCursor,
  },
  { title: 'Cohort', examples: [{ userIds: [1] }] },
);

const PeakHour = Type.Object({ start: instant, count }, { title: 'PeakHour' });
const PeakAverage = Type.Object({ average: bpm, count, hours: Type.Array(PeakHour) }, { title: 'PeakAverage' });

export const TopHours = Type.Object(
  {
    averages: Type.Array(Type.Number(), { description: 'Distinct hourly averages in bpm, highest first.' }),
    userId: Type.Optional(userId),
    externalId: Type.Optional(Type.Union([externalId, Type.Null()], { description: 'Given with details.' })),
    peaks: Type.Optional(Type.Array(PeakAverage, { description: 'The same with the hours behind each.' })),
  },
  { title: 'TopHours', examples: [{ averages: [72] }] },
);

const READING = { userId: 1, timestamp: '2023-04-05T06:07:08.000Z', heartRate: 72 };

export const Reading = Type.Object(
  { userId, timestamp: instant, heartRate: bpm },
  { title: 'Reading', examples: [READING] },
);

export const SentReading = Type.Object(
  { userId: Type.Optional(userId), user: Type.Optional(user), timestamp: instant, heartRate: bpm },
  { title: 'SentReading', description: 'A reading that names its user by userId or by user.', examples: [READING] },
);

export const Readings = Type.Array(Reading, { examples: [[READING]] });

export const BucketAverage = Type.Object(
  { start: instant, count, average: bpm, min: bpm, max: bpm },
  { title: 'BucketAverage' },
);

export const BucketAverages = Type.Array(BucketAverage, {
  examples: [[{ start: '2023-04-05T00:00:00.000Z', count: 1, average: 72, min: 72, max: 72 }]],
});

export const Timeline = Type.Object(
  {
    level: Type.Enum([...TIMELINE_LEVELS], { description: 'What a point is: a reading, or a stretch of this length.' }),
    points: Type.Array(BucketAverage, { description: 'In order of time; stretches without readings are left out.' }),
  },
  {
    title: 'Timeline',
    examples: [
      { level: 'raw', points: [{ start: '2023-04-05T06:07:08.000Z', count: 1, average: 72, min: 72, max: 72 }] },
    ],
  },
);

export const DeletedUsers = Type.Object(
  { users: Type.Integer(), readings: Type.Integer() },
  {
    title: 'DeletedUsers',
    description: 'How many users and readings were deleted.',
    examples: [{ users: 1, readings: 1 }],
  },
);

export const DeletedReadings = Type.Object(
  { readings: Type.Integer() },
  { title: 'DeletedReadings', description: 'How many readings were deleted.', examples: [{ readings: 1 }] },
);

const size = Type.Integer({ description: 'Bytes on disk, roughly.' });

export const Stats = Type.Object(
  {
    engine: Type.String(),
    engineVersion: Type.String(),
    schemaVersion: Type.Integer(),
    users: Type.Integer(),
    readings: Type.Integer(),
    firstReading: Type.Union([instant, Type.Null()]),
    lastReading: Type.Union([instant, Type.Null()]),
    rollups: Type.Object({ hour: Type.Integer(), day: Type.Integer(), month: Type.Integer() }),
    bytes: Type.Object({ readings: size, rollups: size, total: size }),
    pendingWrites: Type.Integer(),
  },
  { title: 'Stats' },
);

const BucketValues = Type.Object(
  { count: Type.Integer(), sum: Type.Integer(), min: Type.Integer(), max: Type.Integer() },
  { title: 'BucketValues', description: 'What a bucket holds; sum, min and max in thousandths of a bpm.' },
);

const Difference = Type.Object(
  { level: Type.Enum([...LEVELS]), userId, start: instant, expected: BucketValues, actual: BucketValues },
  { title: 'Difference', description: 'A bucket whose roll-up is not what its readings make it.' },
);

export const VerifyReport = Type.Object(
  {
    ok: Type.Boolean(),
    buckets: Type.Integer(),
    readings: Type.Integer(),
    differing: Type.Integer(),
    differences: Type.Array(Difference),
    problems: Type.Array(Type.String()),
  },
  { title: 'VerifyReport' },
);

/** One line about a long task: its progress, or its report. */
export const WorkProgress = Type.Object(
  { done: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })), report: Type.Optional(VerifyReport) },
  { title: 'WorkProgress' },
);

const Objective = Type.Object(
  {
    name: Type.String({ description: 'What is measured.' }),
    objectiveMs: Type.Number({ description: '95 of 100 must be faster.' }),
    p95Ms: Type.Union([Type.Number(), Type.Null()], { description: 'Over the window; null when nothing was asked.' }),
    count: Type.Integer({ description: 'How many were measured in the window.' }),
    verdict: Type.Enum(['met', 'broken', 'too_few'], {
      description: 'too_few: the window holds fewer than the smallest sample, which says nothing.',
    }),
    isMet: Type.Boolean({ description: 'Whether it is not broken.' }),
  },
  { title: 'Objective' },
);

export const SloReport = Type.Object(
  {
    windowSeconds: Type.Number(),
    smallestSample: Type.Integer({ description: 'Fewer answers than this say nothing about an objective.' }),
    isMet: Type.Boolean({ description: 'Whether no objective is broken.' }),
    objectives: Type.Array(Objective),
  },
  { title: 'SloReport' },
);

export const Health = Type.Object(
  { status: Type.Enum(['ok', 'unavailable']), reason: Type.Optional(Type.String()) },
  { title: 'Health', examples: [{ status: 'ok' }] },
);

export type ServiceInfo = Static<typeof ServiceInfo>;
export type User = Static<typeof User>;
export type UserPage = Static<typeof UserPage>;
export type Cohort = Static<typeof Cohort>;
export type TopHours = Static<typeof TopHours>;
export type Reading = Static<typeof Reading>;
export type BucketAverage = Static<typeof BucketAverage>;
export type Timeline = Static<typeof Timeline>;
export type DeletedUsers = Static<typeof DeletedUsers>;
export type DeletedReadings = Static<typeof DeletedReadings>;
export type Stats = Static<typeof Stats>;
export type VerifyReport = Static<typeof VerifyReport>;
export type WorkProgress = Static<typeof WorkProgress>;
export type SloReport = Static<typeof SloReport>;
