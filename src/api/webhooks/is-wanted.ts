import type { AlarmEvent } from '../../alarms/alarm-event.ts';
import type { WebhookSettings } from './webhook.ts';

/**
 * Whether a webhook is for an event. Snoozing holds back what calls people to an alarm; that one is over is told nevertheless: the
 * receiver may have been told of it before it was snoozed, and would keep it for ever.
 */
export function isWanted(
  { kinds, severities, ruleIds, snoozed }: Pick<WebhookSettings, 'kinds' | 'severities' | 'ruleIds' | 'snoozed'>,
  {
    kind,
    isSnoozed,
    alarm,
  }: Pick<AlarmEvent, 'kind' | 'isSnoozed'> & {
    readonly alarm: Pick<AlarmEvent['alarm'], 'severity' | 'ruleId'>;
  },
): boolean {
  if (!(kinds?.includes(kind) ?? true)) return false;
  if (!(severities?.includes(alarm.severity) ?? true)) return false;
  if (!(ruleIds?.includes(alarm.ruleId) ?? true)) return false;
  return snoozed || !isSnoozed || kind === 'resolved' || kind === 'retracted';
}
