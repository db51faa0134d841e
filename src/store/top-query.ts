import type { UserRef } from '../model/user-ref.ts';
import type { WindowInput } from '../window/window.ts';

/** A query for the hours of one user with the highest averages in a window. */
export interface TopQuery extends WindowInput {
  /** Id of the user, 1 to 2^53 - 1. Either this or `user` must be given. */
  readonly userId?: number;
  /** The user by id or external id. */
  readonly user?: UserRef;
  /** 1 to 10,000; 10 when omitted. */
  readonly limit?: number;
  /** Only hours with at least this many readings in the window; 1 when omitted. */
  readonly minReadings?: number;
  /** IANA zone whose clock hours are the buckets; UTC when omitted. It never affects how `from` and `to` are read. */
  readonly timezone?: string;
  /** Whether to return counts and hours with the averages. */
  readonly details?: boolean;
}

/** One of the highest averages, and the hours that have it. */
export interface PeakAverage {
  /** In bpm. */
  readonly average: number;
  /** Readings in all hours with this average. */
  readonly count: number;
  /** The hours with this average, in order of time. */
  readonly hours: readonly PeakHour[];
}

/** An hour with one of the highest averages. */
export interface PeakHour {
  /** Start of the hour, even if before the window. */
  readonly start: Date;
  /** Readings of it in the window. */
  readonly count: number;
}
