import { createHash } from 'node:crypto';
import type { AlarmEvent } from '../../alarms/alarm-event.ts';

/** What identifies an event. */
export type NumberedEvent = Pick<AlarmEvent, 'seq' | 'kind'> & { readonly alarm: { readonly id: string } };

/**
 * The `webhook-id` of an event for a webhook. It is computed, so that a repeat after a kill, by whatever process, has the same; and
 * tells receivers nothing.
 */
export function messageId(webhookId: string, { seq, kind, alarm }: NumberedEvent): string {
  const hash = createHash('sha256').update(JSON.stringify([webhookId, seq, kind, alarm.id]));
  return `msg_${hash.digest('base64url').slice(0, 27).replaceAll(/[-_]/g, '0')}`;
}
