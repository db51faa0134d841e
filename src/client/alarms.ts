import type { AlarmEventKind } from '../alarms/alarm-event.ts';
import type { Condition, Severity } from '../alarms/rule.ts';
import type { InstantInput } from '../model/instant.ts';
import type { Gender } from '../model/user.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { WindowInput } from '../window/window.ts';

// What a service tells of rules and alarms. What it means is in docs/semantics.md.

/** A rule of a service. */
export interface Rule {
  /** Given by the service. */
  readonly id: string;
  /** Unique among the rules. */
  readonly name: string;
  /** Of the alarms that it raises. */
  readonly severity: Severity;
  /** Whom it concerns: users to whom all that is given applies; everybody where nothing is. */
  readonly whom: RuleWhom;
  /** When it raises an alarm. */
  readonly condition: Condition;
  /** A rule that is not enabled raises nothing. */
  readonly enabled: boolean;
  /** Readings before this instant are no affair of the rule. */
  readonly since: Date;
  /** An alarm is retrospective when the reading that raised it was older than this when it came. */
  readonly lateAfterMinutes: number;
  /** Counts the changes, from 1. */
  readonly version: number;
  /** When it was made. */
  readonly createdAt: Date;
  /** When it was changed last. */
  readonly updatedAt: Date;
  /** Whether it has not been applied to all users yet. */
  readonly isPending: boolean;
}

/** Whom a rule of a service concerns. */
export interface RuleWhom {
  /** Only users older than this many completed years, on the UTC day on which an episode begins. */
  readonly minAge?: number;
  /** Only these genders. */
  readonly gender?: readonly Gender[];
  /** Only these users. */
  readonly userIds?: readonly number[];
}

/** When something was the matter. */
export interface AlarmEpisode {
  /** When the condition began to hold: the time of a reading. */
  readonly from: Date;
  /** When the alarm was due. */
  readonly raisedAt: Date;
  /** When it was over; `null` while it goes on. */
  readonly until: Date | null;
  /** The value farthest beyond the limit, in bpm: a reading, or an average; `null` for silence. */
  readonly peak: number | null;
  /** Readings from its beginning to its end. */
  readonly readings: number;
}

/** An alarm, and what people have done about it. */
export interface Alarm extends AlarmEpisode {
  /** Stays the same however often the alarm is amended. */
  readonly id: string;
  /** The rule that raised it. */
  readonly ruleId: string;
  /** Name of the rule. */
  readonly ruleName: string;
  /** Whom it is about. */
  readonly userId: number;
  /** External id of the user, if there is one. */
  readonly externalId: string | null;
  /** That of the rule when the alarm was raised. */
  readonly severity: Severity;
  /** Whether the reading that raised it was fresh when it came. */
  readonly arrival: 'live' | 'retrospective';
  /** `active`: nobody has acknowledged it. `acknowledged`: somebody has seen it. `closed`: somebody has dealt with it. */
  readonly state: AlarmState;
  /** When the service found it. */
  readonly toldAt: Date;
  /** When somebody first said to have seen it. */
  readonly acknowledgedAt: Date | null;
  /** The name of the API key. */
  readonly acknowledgedBy: string | null;
  /** When somebody said to have dealt with it. */
  readonly closedAt: Date | null;
  /** The name of the API key. */
  readonly closedBy: string | null;
  /** What was found or done. */
  readonly note: string | null;
  /** Until when its rule is snoozed for its user. */
  readonly snoozedUntil: Date | null;
}

/** Where people stand with an alarm. */
export type AlarmState = 'active' | 'acknowledged' | 'closed';

/** Which alarms: those to which all that is given applies. */
export interface AlarmFilter {
  /** Only alarms of this user. */
  readonly userId?: number | undefined;
  /** The same by id or external id, instead of `userId`. */
  readonly user?: UserRef | undefined;
  /** Only alarms of this rule, by id or name. */
  readonly ruleId?: string | undefined;
  /** Only these severities. */
  readonly severity?: readonly Severity[] | undefined;
  /** Only those with which people stand so. */
  readonly state?: readonly AlarmState[] | undefined;
  /** Only those that go on, or only those that are over. */
  readonly goingOn?: boolean | undefined;
  /** Only those due at this instant or later. */
  readonly from?: InstantInput | undefined;
  /** Only those due at this instant or earlier. */
  readonly to?: InstantInput | undefined;
}

/** Which alarms a stream tells of: those to which all that is given applies. */
export interface AlarmStreamFilter {
  /** Only alarms of these severities. */
  readonly severities?: readonly Severity[] | undefined;
  /** Only alarms of these users. */
  readonly userIds?: readonly number[] | undefined;
  /** Only alarms of these rules, each by id or name. */
  readonly ruleIds?: readonly string[] | undefined;
}

/** Which alarms a rule would have raised. */
export interface RuleTrial {
  /** Users whom it concerns. */
  readonly usersConcerned: number;
  /** Users with an alarm at least. */
  readonly users: number;
  /** Of all of them. */
  readonly alarms: number;
  /** Alarms due on each day, UTC, that has some: `day` is such as `2023-04-05`. */
  readonly days: readonly { readonly day: string; readonly alarms: number }[];
  /** The 100 users with the most alarms, most first. */
  readonly mostAlarmed: readonly AlarmedUser[];
  /** The alarms of the user whom the trial is about, in order, the first 1,000; empty for a trial of all users. */
  readonly episodes: readonly AlarmEpisode[];
}

/** What a rule is tried on. */
export interface TrialInput extends WindowInput {
  /** Only this user, if the rule concerns them; each alarm is then told in `episodes`. */
  readonly userId?: number | undefined;
}

/** The alarms of one user. */
export interface AlarmedUser {
  /** Whose they are. */
  readonly userId: number;
  /** External id of the user, if there is one. */
  readonly externalId: string | null;
  /** How many. */
  readonly alarms: number;
  /** The one that lasted longest. */
  readonly longest: AlarmEpisode;
}

/** What differs about one alarm. */
export interface AlarmDifference {
  /** `missing`: it is not there. `unexpected`: by the readings there is none. `different`: it is otherwise than they say. */
  readonly kind: 'missing' | 'unexpected' | 'different';
  /** Of the alarm, or of the one that is missing. */
  readonly ruleId: string;
  /** Whom it is about. */
  readonly userId: number;
  /** Of the alarm that is there. */
  readonly alarmId: string | null;
  /** What the readings say. */
  readonly expected: AlarmEpisode | null;
  /** What is there. */
  readonly actual: AlarmEpisode | null;
}

/** What came of comparing all alarms with the readings. */
export interface AlarmReport {
  /** Whether none differs. */
  readonly ok: boolean;
  /** Users who were looked at. */
  readonly users: number;
  /** Rules that are enabled. */
  readonly rules: number;
  /** Alarms that are there. */
  readonly alarms: number;
  /** How many differ. */
  readonly differing: number;
  /** The first thousand that differ. */
  readonly differences: readonly AlarmDifference[];
  /** Whether all that was written before was evaluated within a minute; otherwise what differs may only be late. */
  readonly isSettled: boolean;
}

/**
 * What happened to an alarm: the body of what a webhook is sent, and what a stream gives. It is JSON, whose instants are ISO 8601
 * text in UTC.
 */
export interface AlarmPayload {
  /** What happened. */
  readonly type: `alarm.${AlarmEventKind}`;
  /** When it was found. */
  readonly timestamp: string;
  /** The alarm as it is now; as it was last for one that is retracted. */
  readonly data: AlarmData;
}

/** The alarm of an {@link AlarmPayload}; a webhook is told of the person only what it is configured to be. */
export interface AlarmData {
  /** Number of the event in the log of alarms: 1, 2, 3 and so on. */
  readonly seq: number;
  /** Stays the same as long as the alarm is known. */
  readonly alarmId: string;
  /** The rule that raised it. */
  readonly ruleId: string;
  /** Name of the rule. */
  readonly ruleName: string;
  /** That of the rule when the alarm was raised. */
  readonly severity: Severity;
  /** Whether the reading that raised it was fresh when it came. */
  readonly arrival: 'live' | 'retrospective';
  /** Whether somebody has snoozed the rule for this user. */
  readonly isSnoozed: boolean;
  /** When the condition began to hold. */
  readonly from: string;
  /** When the alarm was due. */
  readonly raisedAt: string;
  /** When it was over; `null` while it goes on. */
  readonly until: string | null;
  /** Whom it is about. */
  readonly userId?: number;
  /** External id of the user, if there is one. */
  readonly externalId?: string | null;
  /** The value farthest beyond the limit, in bpm; `null` for silence. */
  readonly peak?: number | null;
  /** Readings of the episode so far. */
  readonly readings?: number;
}
