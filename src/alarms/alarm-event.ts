import type { Alarm } from './alarm.ts';

/**
 * What happened to an alarm, in the order of a log:
 * - `raised`: there is a new one;
 * - `resolved`: it is over;
 * - `amended`: late, corrected or deleted readings have changed when it began, was due or was over, or what it was like;
 * - `retracted`: by the readings that are known now there was none.
 */
export const ALARM_EVENT_KINDS = ['raised', 'resolved', 'amended', 'retracted'] as const;

/** A word of {@link ALARM_EVENT_KINDS}. */
export type AlarmEventKind = (typeof ALARM_EVENT_KINDS)[number];

/** An entry of the log of alarms. */
export interface AlarmEvent {
  /** 1, 2, 3 and so on, without a gap, in the order in which they become visible. */
  readonly seq: number;
  readonly kind: AlarmEventKind;
  /** When it was found, in Unix milliseconds by the wall clock. */
  readonly at: number;
  /** Whether somebody has snoozed the rule for this user. */
  readonly isSnoozed: boolean;
  /** As it is now; as it was last for one that is retracted. */
  readonly alarm: Alarm;
  /** Name of the rule. */
  readonly ruleName: string;
}
