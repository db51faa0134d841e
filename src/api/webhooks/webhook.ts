import type { AlarmEventKind } from '../../alarms/alarm-event.ts';
import type { Severity } from '../../alarms/rule.ts';

/** What a receiver may be told beside the alarm: nothing of it unless it is chosen. */
export const PERSON_FIELDS = ['userId', 'externalId', 'peak', 'readings'] as const;

/** A word of {@link PERSON_FIELDS}. */
export type PersonField = (typeof PERSON_FIELDS)[number];

/** What people set: where events are sent, which, and with how much of a person. */
export interface WebhookSettings {
  /** Unique among the webhooks. */
  readonly name: string;
  readonly url: string;
  /** Only these kinds; all when omitted or `null`. */
  readonly kinds?: readonly AlarmEventKind[] | null | undefined;
  /** Only alarms of these severities; all when omitted or `null`. */
  readonly severities?: readonly Severity[] | null | undefined;
  /** Only alarms of these rules; all when omitted or `null`. */
  readonly ruleIds?: readonly string[] | null | undefined;
  /** Whether those come too that somebody has snoozed. */
  readonly snoozed: boolean;
  readonly fields: readonly PersonField[];
}

/** Why a webhook is off. */
export type OffReason = 'by_request' | 'gone' | 'failing';

/** A receiver of alarms. Times are Unix milliseconds. */
export interface Webhook extends WebhookSettings {
  readonly id: string;
  readonly createdAt: number;
  /** Since when it is off, and why; `null` while it is on. */
  readonly off: { readonly since: number; readonly reason: OffReason } | null;
  /** Since when nothing has got through; `null` when the last attempt did. */
  readonly failingSince: number | null;
}
