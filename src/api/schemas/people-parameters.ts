import Type from 'typebox';
import { from, gender, to } from './parameters.ts';

/** Whose readings are meant: all users to whom this applies. */
const WHOM = {
  minAge: Type.Optional(
    Type.Number({ description: 'Only users older than this many completed years; all when left out.' }),
  ),
  gender: Type.Optional(
    Type.Array(gender, { description: 'Only these genders, separated by commas or repeated; all when left out.' }),
  ),
  asOf: Type.Optional(
    Type.String({ description: 'The day for ages from birth dates; the last day of the window when left out.' }),
  ),
};

const DISTRIBUTION = {
  from,
  to,
  zones: Type.Optional(
    Type.Array(Type.Number({ exclusiveMinimum: 0 }), {
      maxItems: 100,
      description: 'Limits between zones in bpm, ascending, separated by commas or repeated; one zone when left out.',
    }),
  ),
  percentiles: Type.Optional(
    Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: 100 }), {
      maxItems: 100,
      description: 'Percentiles of the readings, separated by commas or repeated; 5,25,50,75,95 when left out.',
    }),
  ),
  maxGapMinutes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1440,
      default: 10,
      description: 'How long a reading stands at most until the next one.',
    }),
  ),
};

export const DistributionParameters = Type.Object(DISTRIBUTION, { additionalProperties: false });
export const CohortDistributionParameters = Type.Object({ ...DISTRIBUTION, ...WHOM }, { additionalProperties: false });

const QUALITY = {
  from,
  to,
  timezone: Type.Optional(
    Type.String({
      description: 'IANA zone whose minutes, hours and days count, such as Asia/Tokyo; UTC when left out.',
    }),
  ),
  minMinutesOfHour: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 60,
      default: 30,
      description: 'Minutes with readings that make an hour valid.',
    }),
  ),
  minHoursOfDay: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 25, default: 10, description: 'Valid hours that make a day valid.' }),
  ),
  gapMinutes: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 527_040, default: 60, description: 'A silence longer than this is a gap.' }),
  ),
};

export const QualityParameters = Type.Object(QUALITY, { additionalProperties: false });
export const CohortQualityParameters = Type.Object({ ...QUALITY, ...WHOM }, { additionalProperties: false });
