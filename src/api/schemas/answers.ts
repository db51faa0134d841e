import Type, { type Static } from 'typebox';
import { LEVELS } from '../../window/bucket.ts';
import { gender, userId } from './parameters.ts';

const instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' });
const bpm = Type.Number({ description: 'In bpm (LOINC 8867-4).' });
const count = Type.Integer({ description: 'Readings.' });
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

export const User = Type.Object(
  {
    id: userId,
    name: Type.String(),
    gender,
    age: Type.Union([Type.Integer(), Type.Null()], { description: 'Completed years, as stored.' }),
    birthDate: Type.Union([Type.String(), Type.Null()], { description: 'A date; wins over the age.' }),
  },
  { title: 'User' },
);

export const UserBody = Type.Object(
  {
    name: Type.Optional(Type.Union([Type.String({ maxLength: 1000 }), Type.Null()])),
    gender: Type.Optional(Type.Union([gender, Type.Null()])),
    age: Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 150 }), Type.Null()])),
    birthDate: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  },
  { additionalProperties: false, title: 'UserBody' },
);

export const ImportedUser = Type.Object(
  { id: userId, ...UserBody.properties },
  {
    additionalProperties: false,
    title: 'ImportedUser',
    description: 'A user as imported; `birth_date` is `birthDate`.',
  },
);

export const UserPage = Type.Object({ users: Type.Array(User), nextCursor }, { title: 'UserPage' });

export const Cohort = Type.Object(
  {
    userIds: Type.Array(userId, { description: 'Highest average first, then lowest id.' }),
    members: Type.Optional(
      Type.Array(Type.Object({ userId, average: bpm, count }), { description: 'The same with details.' }),
    ),
    nextCursor,
  },
  { title: 'Cohort' },
);

export const TopHours = Type.Object(
  {
    averages: Type.Array(Type.Number(), { description: 'Distinct hourly averages in bpm, highest first.' }),
    peaks: Type.Optional(
      Type.Array(Type.Object({ average: bpm, count, hours: Type.Array(Type.Object({ start: instant, count })) }), {
        description: 'The same with the hours behind each.',
      }),
    ),
  },
  { title: 'TopHours' },
);

export const Reading = Type.Object({ userId, timestamp: instant, heartRate: bpm }, { title: 'Reading' });

export const BucketAverage = Type.Object(
  { start: instant, count, average: bpm, min: bpm, max: bpm },
  { title: 'BucketAverage' },
);

export const DeletedUsers = Type.Object(
  { users: Type.Integer(), readings: Type.Integer() },
  { title: 'DeletedUsers', description: 'How many users and readings were deleted.' },
);

export const DeletedReadings = Type.Object({ readings: Type.Integer() }, { title: 'DeletedReadings' });

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

const values = Type.Object({ count: Type.Integer(), sum: Type.Integer(), min: Type.Integer(), max: Type.Integer() });

export const VerifyReport = Type.Object(
  {
    ok: Type.Boolean(),
    buckets: Type.Integer(),
    readings: Type.Integer(),
    differing: Type.Integer(),
    differences: Type.Array(
      Type.Object({ level: Type.Enum([...LEVELS]), userId, start: instant, expected: values, actual: values }),
    ),
    problems: Type.Array(Type.String()),
  },
  { title: 'VerifyReport' },
);

export const Findings = Type.Object(
  {
    findings: Type.Array(
      Type.Object({
        grade: Type.Enum(['fault', 'warning', 'fine']),
        subject: Type.String({ description: 'What was looked at.' }),
        message: Type.String(),
        advice: Type.Optional(Type.String({ description: 'What to do about it.' })),
      }),
    ),
  },
  { title: 'Findings' },
);

/** One line of a long piece of work: how far it is, or its report. */
export const WorkProgress = Type.Object(
  { done: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })), report: Type.Optional(VerifyReport) },
  { title: 'WorkProgress' },
);

const objective = Type.Object({
  name: Type.String({ description: 'What is measured.' }),
  objectiveMs: Type.Number({ description: '95 of 100 must be faster.' }),
  p95Ms: Type.Union([Type.Number(), Type.Null()], { description: 'Over the window; null when nothing was asked.' }),
  count: Type.Integer({ description: 'How many were measured in the window.' }),
  verdict: Type.Enum(['met', 'broken', 'too_few'], {
    description: 'too_few: the window holds fewer than the smallest sample, which says nothing.',
  }),
  isMet: Type.Boolean({ description: 'Whether it is not broken.' }),
});

export const SloReport = Type.Object(
  {
    windowSeconds: Type.Number(),
    smallestSample: Type.Integer({ description: 'Fewer answers than this say nothing about an objective.' }),
    isMet: Type.Boolean({ description: 'Whether no objective is broken.' }),
    objectives: Type.Array(objective),
  },
  { title: 'SloReport' },
);

export const Health = Type.Object(
  { status: Type.Enum(['ok', 'unavailable']), reason: Type.Optional(Type.String()) },
  { title: 'Health' },
);

export type ServiceInfo = Static<typeof ServiceInfo>;
export type User = Static<typeof User>;
export type UserPage = Static<typeof UserPage>;
export type Cohort = Static<typeof Cohort>;
export type TopHours = Static<typeof TopHours>;
export type Reading = Static<typeof Reading>;
export type BucketAverage = Static<typeof BucketAverage>;
export type DeletedUsers = Static<typeof DeletedUsers>;
export type DeletedReadings = Static<typeof DeletedReadings>;
export type Stats = Static<typeof Stats>;
export type Findings = Static<typeof Findings>;
export type VerifyReport = Static<typeof VerifyReport>;
export type WorkProgress = Static<typeof WorkProgress>;
export type SloReport = Static<typeof SloReport>;
