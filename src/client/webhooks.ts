import type { AlarmEventKind } from '../alarms/alarm-event.ts';
import type { Severity } from '../alarms/rule.ts';

// What a service tells of webhooks. What they do is in docs/alarms.md.

/** What a receiver may be told of a person. */
export type PersonField = 'userId' | 'externalId' | 'peak' | 'readings';

/** What becomes of a delivery. */
export type DeliveryState = 'waiting' | 'delivered' | 'given_up';

/** A webhook as people give it. */
export interface WebhookInput {
  /** 1 to 100 characters, unique among the webhooks. */
  readonly name: string;
  /** Where events are posted: `https://`, or `http://` into a network of the service's `WEBHOOK_PRIVATE_NETWORKS`. */
  readonly url: string;
  /** Only these events; all when omitted or `null`. */
  readonly kinds?: readonly AlarmEventKind[] | null | undefined;
  /** Only alarms of these severities; all when omitted or `null`. */
  readonly severities?: readonly Severity[] | null | undefined;
  /** Only alarms of these rules, by id or name; all when omitted or `null`. */
  readonly ruleIds?: readonly string[] | null | undefined;
  /** Whether what is snoozed comes as well; that an alarm is over comes in any case. `false` when omitted. */
  readonly snoozed?: boolean | undefined;
  /** What the payload has of the person; nothing when omitted. */
  readonly fields?: readonly PersonField[] | undefined;
}

/** What is to be changed about a webhook; what is omitted stays. */
export interface WebhookChange extends Partial<WebhookInput> {
  /** Switches it on or off; switched on again, it gets what it has missed. */
  readonly enabled?: boolean | undefined;
}

/** A webhook of a service. */
export interface Webhook {
  /** Given by the service. */
  readonly id: string;
  /** Unique among the webhooks. */
  readonly name: string;
  /** Where events are posted. */
  readonly url: string;
  /** Only these events; all when `null`. */
  readonly kinds: readonly AlarmEventKind[] | null;
  /** Only alarms of these severities; all when `null`. */
  readonly severities: readonly Severity[] | null;
  /** Only alarms of the rules with these ids; all when `null`. */
  readonly ruleIds: readonly string[] | null;
  /** Whether what is snoozed comes as well. */
  readonly snoozed: boolean;
  /** What the payload has of the person. */
  readonly fields: readonly PersonField[];
  /** Whether it is on. */
  readonly enabled: boolean;
  /** When it was made. */
  readonly createdAt: Date;
  /** Since when it is off; `null` while it is on. */
  readonly offSince: Date | null;
  /** Why it is off. `gone`: the receiver answered 410. `failing`: nothing got through for five days. */
  readonly offReason: 'by_request' | 'gone' | 'failing' | null;
  /** Since when nothing gets through; `null` when the last attempt did. */
  readonly failingSince: Date | null;
  /** Until when messages are signed by the secret before the current one as well. */
  readonly oldSecretUntil: Date | null;
}

/** A webhook with a new secret. */
export interface WebhookWithSecret {
  /** The webhook. */
  readonly webhook: Webhook;
  /** `whsec_` and base64, as libraries of Standard Webhooks take it; it is not told again. */
  readonly secret: string;
}

/** What became of a test. */
export interface WebhookTest {
  /** Whether the receiver answered with 2xx in time. */
  readonly delivered: boolean;
  /** Status of the answer; `null` when there was none. */
  readonly status: number | null;
  /** What went wrong. */
  readonly error: string | null;
  /** How long it took. */
  readonly durationMs: number;
}

/** A delivery of a webhook. */
export interface Delivery {
  /** `webhook-id` of the message: the same for each repeat. */
  readonly id: string;
  /** Number of the event in the log of alarms. */
  readonly seq: number;
  /** What happened to the alarm. */
  readonly type: string;
  /** The alarm. */
  readonly alarmId: string;
  /** What has become of it. */
  readonly state: DeliveryState;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it was queued. */
  readonly queuedAt: Date;
  /** When it was tried last. */
  readonly triedAt: Date | null;
  /** When it is tried next. */
  readonly nextAt: Date | null;
  /** Status of the last answer; `null` when there was none. */
  readonly status: number | null;
  /** What went wrong last. */
  readonly error: string | null;
}

/** Which deliveries. */
export interface DeliveryFilter {
  /** Only those in this state. */
  readonly state?: DeliveryState | undefined;
}
