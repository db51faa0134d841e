import type { Gender } from '../model/user.ts';

/**
 * Alarm priorities, most urgent first, in the words of IEC 60601-1-8. Pulsebase is no medical device and makes no claim to that
 * standard.
 */
export const SEVERITIES = ['high', 'medium', 'low'] as const;

/** A word of {@link SEVERITIES}. */
export type Severity = (typeof SEVERITIES)[number];

/** What people set: when to raise an alarm, about whom. */
export interface Rule {
  /** 1 to 100 characters, unique among the rules. */
  readonly name: string;
  readonly severity: Severity;
  readonly whom: Whom;
  readonly condition: Condition;
  /** A rule that is not enabled raises nothing. */
  readonly enabled: boolean;
  /** Readings before this instant, in Unix milliseconds, are no affair of the rule. */
  readonly since: number;
  /** An alarm is retrospective when the reading that raised it was older than this when it came. */
  readonly lateAfterMinutes: number;
}

/** Whom a rule concerns: users to whom all that is given applies; everybody where nothing is. */
export interface Whom {
  /** Only users older than this many completed years, on the UTC day on which an episode begins. */
  readonly minAge?: number | undefined;
  /** Only these genders. */
  readonly gender?: readonly Gender[] | undefined;
  /** Only these users. */
  readonly userIds?: readonly number[] | undefined;
}

/** When a rule raises an alarm. */
export type Condition = SustainedCondition | AverageCondition | HourCondition | SilenceCondition;

/** Beyond which heart rate a condition holds. */
export interface Limit {
  /** On which side of the limit. */
  readonly direction: 'above' | 'below';
  /** In bpm, kept to 0.001: the heart rate must be strictly beyond it. */
  readonly limit: number;
  /**
   * Where the alarm ends, in bpm: at or below it for `above`, at or above it for `below`. The same as `limit` when omitted; another
   * one, on the far side of it, keeps an alarm from flapping.
   */
  readonly endLimit?: number;
}

/** All readings beyond a limit for a time. */
export interface SustainedCondition extends Limit {
  /** The kind of condition. */
  readonly type: 'sustained';
  /** From the first reading beyond the limit to the one that raises the alarm, at least. */
  readonly forMinutes: number;
  /** That many readings in this time, at least. */
  readonly minReadings: number;
  /** Neighbouring readings lie at most this far apart; otherwise the time starts anew. */
  readonly maxGapMinutes: number;
}

/** The average of the last minutes beyond a limit, at each reading. */
export interface AverageCondition extends Limit {
  /** The kind of condition. */
  readonly type: 'average';
  /** Readings up to this old belong to the average, the one exactly this old excluded. */
  readonly windowMinutes: number;
  /** Fewer readings in the window tell nothing: neither that the alarm begins nor that it is over. */
  readonly minReadings: number;
}

/** The average of a clock hour, UTC, beyond a limit: the number of queryTop. */
export interface HourCondition extends Limit {
  /** The kind of condition. */
  readonly type: 'hour';
  /** Hours with fewer readings tell nothing. */
  readonly minReadings: number;
}

/** No reading for a time. In the words of IEC 60601-1-8, a technical alarm. */
export interface SilenceCondition {
  /** The kind of condition. */
  readonly type: 'silence';
  /** Longer than this since the newest reading, of users who have sent one. */
  readonly forMinutes: number;
}
