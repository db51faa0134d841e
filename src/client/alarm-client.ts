import type { RuleInput } from '../alarms/require-rule.ts';
import type { InstantInput } from '../model/instant.ts';
import type { PulsebaseError } from '../model/pulsebase-error.ts';
import type { WatchOptions } from '../store/store.ts';
import type { WindowInput } from '../window/window.ts';
import type {
  Alarm,
  AlarmFilter,
  AlarmPayload,
  AlarmReport,
  AlarmStreamFilter,
  Rule,
  RuleTrial,
  TrialInput,
} from './alarms.ts';
import type { CallSignal } from './call-signal.ts';
import type {
  Delivery,
  DeliveryFilter,
  Webhook,
  WebhookChange,
  WebhookInput,
  WebhookTest,
  WebhookWithSecret,
} from './webhooks.ts';

/**
 * The alarms of a service: the rules that raise them, what people do about them, and who is told of them. What it all means is in
 * docs/alarms.md. Methods throw only `PulsebaseError`: promises reject, iterables throw when they are first read.
 */
export interface AlarmClient {
  /** Returns all rules, by name. */
  listRules(options?: CallSignal): Promise<readonly Rule[]>;
  /** Returns a rule by id or name. @throws PulsebaseError `RULE_NOT_FOUND`. */
  getRule(rule: string, options?: CallSignal): Promise<Rule>;
  /**
   * Adds a rule: it is applied to the readings since `since`, and from now on after each write.
   *
   * @throws PulsebaseError `INVALID_ARGUMENT`, also where there is one of that name; `USER_NOT_FOUND`.
   */
  createRule(rule: RuleInput, options?: CallSignal): Promise<Rule>;
  /**
   * Replaces a rule, by id or name: it is applied anew to everything since `since`, which stays as it was when omitted.
   *
   * @throws PulsebaseError as `createRule`; `RULE_NOT_FOUND`.
   */
  replaceRule(rule: string, by: RuleInput, options?: CallSignal): Promise<Rule>;
  /** Deletes a rule with its alarms, and returns how many there were. @throws PulsebaseError `RULE_NOT_FOUND`. */
  deleteRule(rule: string, options?: CallSignal): Promise<number>;
  /** Tells which alarms a rule would have raised over the readings of a window, as if none came before it. Changes nothing. */
  tryRule(rule: RuleInput, on: TrialInput, options?: CallSignal): Promise<RuleTrial>;

  /** Returns alarms, those that were due last first. @throws PulsebaseError `RULE_NOT_FOUND` for a filter by a rule. */
  listAlarms(filter?: AlarmFilter, options?: CallSignal): AsyncIterable<Alarm>;
  /** Returns an alarm. @throws PulsebaseError `ALARM_NOT_FOUND`. */
  getAlarm(alarmId: string, options?: CallSignal): Promise<Alarm>;
  /** Says that somebody has seen an alarm; the first to do so is kept. @throws PulsebaseError `ALARM_NOT_FOUND`. */
  acknowledgeAlarm(alarmId: string, options?: CallSignal): Promise<Alarm>;
  /**
   * Holds back what is told of the rule and the user of an alarm until an instant, but for alarms of a higher severity. An instant
   * in the past ends it.
   *
   * @throws PulsebaseError `ALARM_NOT_FOUND`.
   */
  snoozeAlarm(alarmId: string, until: InstantInput, options?: CallSignal): Promise<Alarm>;
  /** Says that an alarm has been dealt with, in up to 2000 characters. @throws PulsebaseError `ALARM_NOT_FOUND`. */
  closeAlarm(alarmId: string, note?: string, options?: CallSignal): Promise<Alarm>;
  /** Compares all alarms with the raw readings, by all rules that are enabled, and returns what differs. */
  verifyAlarms(options?: WatchOptions): Promise<AlarmReport>;
  /** Evaluates everybody anew whose alarms differ from the raw readings, and returns what was found. */
  repairAlarms(options?: WatchOptions): Promise<AlarmReport>;
  /**
   * Gives what happens to alarms, as it happens, until its signal is aborted or the caller stops reading. Where the connection
   * breaks it comes back and goes on behind the last event: nothing is missed, and nothing comes twice.
   *
   * @throws PulsebaseError when the service refuses it, such as `PERMISSION_DENIED` or `RULE_NOT_FOUND`, or cannot be reached at first.
   */
  watchAlarms(options?: AlarmWatchOptions): AsyncIterable<AlarmPayload>;

  /** Returns all webhooks, in the order in which they were made. */
  listWebhooks(options?: CallSignal): Promise<readonly Webhook[]>;
  /** Returns a webhook. @throws PulsebaseError `NOT_FOUND`. */
  getWebhook(webhookId: string, options?: CallSignal): Promise<Webhook>;
  /** Makes a webhook, which is told of what happens from now on. @throws PulsebaseError `INVALID_ARGUMENT`, `RULE_NOT_FOUND`. */
  createWebhook(webhook: WebhookInput, options?: CallSignal): Promise<WebhookWithSecret>;
  /** Changes a webhook, or switches it off or on. @throws PulsebaseError `INVALID_ARGUMENT`, `NOT_FOUND`. */
  changeWebhook(webhookId: string, change: WebhookChange, options?: CallSignal): Promise<Webhook>;
  /** Deletes a webhook, and returns how many events it had not delivered. @throws PulsebaseError `NOT_FOUND`. */
  deleteWebhook(webhookId: string, options?: CallSignal): Promise<number>;
  /**
   * Gives a webhook a new secret, which signs at once. The old one signs as well for some hours, 0 to 720, or 24.
   *
   * @throws PulsebaseError `NOT_FOUND`.
   */
  rotateWebhook(webhookId: string, overlapHours?: number, options?: CallSignal): Promise<WebhookWithSecret>;
  /** Sends a signed message of the type `webhook.test`, once. @throws PulsebaseError `NOT_FOUND`. */
  testWebhook(webhookId: string, options?: CallSignal): Promise<WebhookTest>;
  /**
   * Sends again what was found in a window, under the same ids, and returns how many events that are; at most 10,000.
   *
   * @throws PulsebaseError `NOT_FOUND`.
   */
  redeliverWebhook(webhookId: string, window: WindowInput, options?: CallSignal): Promise<number>;
  /** Returns what became of deliveries, those of the latest events first. @throws PulsebaseError `NOT_FOUND`. */
  listDeliveries(webhookId: string, filter?: DeliveryFilter, options?: CallSignal): AsyncIterable<Delivery>;
}

/** Which alarms to watch, from where on, and until when. */
export interface AlarmWatchOptions extends AlarmStreamFilter {
  /** Begins behind the event of this number, 0 for the first of the log; with what comes next when omitted. */
  readonly after?: number | undefined;
  /** Ends it, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the stream has broken off, with the reason where it is known, before it is opened again. */
  readonly onBreak?: ((error: PulsebaseError | undefined) => void) | undefined;
}
