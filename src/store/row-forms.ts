import type { Reading } from '../model/reading.ts';
import type { User } from '../model/user.ts';
import type { BucketAverage } from './store.ts';

/** How rows are written down, each without the end of its line. */
export interface RowForms<T> {
  /** A row as JSON text. */
  json(row: T): string;
  readonly csvHeader: string;
  csv(row: T): string;
}

/** As they may be imported again. */
export const READING_FORMS: RowForms<Reading> = {
  json: ({ userId, timestamp, heartRate }) =>
    `{"userId":${userId},"timestamp":"${timestamp.toISOString()}","heartRate":${heartRate}}`,
  csvHeader: 'user_id,timestamp,heart_rate',
  csv: ({ userId, timestamp, heartRate }) => `${userId},${timestamp.toISOString()},${heartRate}`,
};

export const AVERAGE_FORMS: RowForms<BucketAverage> = {
  json: ({ start, count, average, min, max }) =>
    `{"start":"${start.toISOString()}","count":${count},"average":${average},"min":${min},"max":${max}}`,
  csvHeader: 'start,count,average,min,max',
  csv: ({ start, count, average, min, max }) => `${start.toISOString()},${count},${average},${min},${max}`,
};

export const USER_FORMS: RowForms<User> = {
  json: (user) => JSON.stringify(user),
  csvHeader: 'id,external_id,name,gender,age,birth_date',
  csv: ({ id, externalId, name, gender, age, birthDate }) =>
    [id, externalId === null ? '' : quoted(externalId), quoted(name), gender, age ?? '', birthDate ?? ''].join(','),
};

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
