import type { AlarmEvent, AlarmEventKind } from '../../../src/alarms/alarm-event.ts';
import type { StateDatabase } from '../../../src/state/state-database.ts';

/** An event of a test. */
export interface ToldEvent {
  /** Id of the alarm. */
  readonly alarm: string;
  readonly kind?: AlarmEventKind;
  readonly userId?: number;
  readonly severity?: AlarmEvent['alarm']['severity'];
  readonly ruleId?: string;
  readonly at?: number;
  readonly isSnoozed?: boolean;
}

/** Writes an entry into the log of alarms, as the evaluation does. */
export async function tell(state: StateDatabase, told: ToldEvent): Promise<void> {
  const { alarm, kind = 'raised', userId = 1, severity = 'high', ruleId = 'r-1', at = 0, isSnoozed = false } = told;
  const body: Omit<AlarmEvent, 'seq' | 'isSnoozed'> = {
    kind,
    at,
    ruleName: 'fast at rest',
    alarm: {
      id: alarm,
      ruleId,
      userId,
      severity,
      arrival: 'live',
      from: at,
      raisedAt: at,
      until: null,
      peak: 150,
      readings: 12,
    },
  };
  await state.query(
    `INSERT INTO state.alarm_events (seq, alarm_id, rule_id, user_id, severity, kind, at, is_snoozed, body)
     SELECT coalesce(max(seq), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM state.alarm_events`,
    [alarm, ruleId, userId, severity, kind, at, isSnoozed ? 1 : 0, JSON.stringify(body)],
  );
}
