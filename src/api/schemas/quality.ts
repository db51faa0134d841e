import Type, { type Static } from 'typebox';
import { count } from './answers.ts';
import { externalId, userId } from './parameters.ts';

const instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' });
const wornMinutes = Type.Integer({ description: 'Minutes with at least one reading.' });
const validHours = Type.Integer({ description: 'Hours with enough such minutes.' });

const QualityDay = Type.Object(
  {
    start: instant,
    users: Type.Integer({ description: 'Users with readings.' }),
    count,
    wornMinutes,
    validHours,
    validDays: Type.Integer({ description: 'Users for whom the day has enough valid hours.' }),
  },
  { title: 'QualityDay' },
);

const UserQuality = Type.Object(
  {
    userId,
    externalId: Type.Union([externalId, Type.Null()]),
    count,
    days: Type.Integer({ description: 'Days with readings.' }),
    wornMinutes,
    validHours,
    validDays: Type.Integer({ description: 'Days with enough valid hours.' }),
    longestSilenceMinutes: Type.Number({ description: 'The ends of the window included.' }),
    gaps: Type.Integer({ description: 'Silences longer than gapMinutes.' }),
  },
  { title: 'UserQuality' },
);

const QUALITY = {
  days: Type.Array(QualityDay, { description: 'Of all users together, in order of time.' }),
  users: Type.Array(UserQuality, { description: 'Of the whole window, in order of id.' }),
};

const ONE = { days: 1, count: 1, wornMinutes: 1, validHours: 0, validDays: 0, gaps: 2 };
const ADA = { ...ONE, userId: 1, externalId: 'P-0012', longestSilenceMinutes: 389_872.866_683_333_36 };
const BEN = { ...ONE, userId: 2, externalId: null, longestSilenceMinutes: 389_870.000_016_666_66 };
const DAY = { start: '2023-04-05T00:00:00.000Z', validHours: 0, validDays: 0 };

export const Quality = Type.Object(QUALITY, {
  title: 'Quality',
  examples: [{ days: [{ ...DAY, users: 1, count: 1, wornMinutes: 1 }], users: [ADA] }],
});

export const CohortQuality = Type.Object(QUALITY, {
  title: 'CohortQuality',
  examples: [{ days: [{ ...DAY, users: 2, count: 2, wornMinutes: 2 }], users: [ADA, BEN] }],
});

export type Quality = Static<typeof Quality>;
