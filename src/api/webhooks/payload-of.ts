import type { AlarmEvent } from '../../alarms/alarm-event.ts';
import type { AlarmPayload } from '../schemas/alarm-payload.ts';
import type { PersonField } from './webhook.ts';

/**
 * An event as a receiver gets it. Of the person there is only what `fields` name.
 *
 * @param externalId Of the user, where the fields name it.
 */
export function payloadOf(
  { seq, kind, at, isSnoozed, alarm, ruleName }: AlarmEvent,
  fields: readonly PersonField[],
  externalId: string | null = null,
): AlarmPayload {
  const { id, ruleId, userId, severity, arrival, from, raisedAt, until, peak, readings } = alarm;
  const person = { userId, externalId, peak, readings };
  return {
    type: `alarm.${kind}`,
    timestamp: new Date(at).toISOString(),
    data: {
      seq,
      alarmId: id,
      ruleId,
      ruleName,
      severity,
      arrival,
      isSnoozed,
      from: new Date(from).toISOString(),
      raisedAt: new Date(raisedAt).toISOString(),
      until: until === null ? null : new Date(until).toISOString(),
      ...Object.fromEntries(fields.map((field) => [field, person[field]])),
    },
  };
}
