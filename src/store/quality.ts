import type { PeopleQuery } from './people-query.ts';

/** A query for how completely people's heart rates were measured. */
export interface QualityQuery extends PeopleQuery {
  /** IANA zone whose minutes, hours and days count; UTC when omitted. It never affects how `from` and `to` are read. */
  readonly timezone?: string;
  /** Minutes with readings that make an hour valid, 1 to 60; 30 when omitted. */
  readonly minMinutesOfHour?: number;
  /** Valid hours that make a day valid, 1 to 25; 10 when omitted. */
  readonly minHoursOfDay?: number;
  /** A silence longer than this is a gap, 1 to 527,040 minutes; 60 when omitted. */
  readonly gapMinutes?: number;
}

/** How completely heart rates were measured: of all users together by day, and of each user in the whole window. */
export interface Quality {
  /** Days with readings, in order of time. */
  readonly days: readonly QualityDay[];
  /** In order of id: users with readings in the window; the user who was named, in any case. */
  readonly users: readonly UserQuality[];
}

/** What was measured on one day. */
export interface QualityDay {
  /** Start of the day, even if before the window. */
  readonly start: Date;
  /** Users with readings. */
  readonly users: number;
  /** Readings. */
  readonly count: number;
  /** Minutes with at least one reading, of all users together. */
  readonly wornMinutes: number;
  /** Valid hours of all users together. */
  readonly validHours: number;
  /** Users for whom the day is valid. */
  readonly validDays: number;
}

/** What was measured of one user. */
export interface UserQuality {
  /** Id of the user. */
  readonly userId: number;
  /** External id of the user; `null` when there is none. */
  readonly externalId: string | null;
  /** Readings in the window. */
  readonly count: number;
  /** Days with readings. */
  readonly days: number;
  /** Minutes with at least one reading. */
  readonly wornMinutes: number;
  /** Hours with enough such minutes. */
  readonly validHours: number;
  /** Days with enough valid hours. */
  readonly validDays: number;
  /** The longest time without a reading, the ends of the window included. */
  readonly longestSilenceMinutes: number;
  /** Silences longer than `gapMinutes`. */
  readonly gaps: number;
}
