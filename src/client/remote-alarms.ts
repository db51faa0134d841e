import type { RuleInput } from '../alarms/require-rule.ts';
import type { AlarmReport as WireReport } from '../api/schemas/alarm-report.ts';
import type {
  AlarmPage,
  DeletedRule,
  RuleList,
  Alarm as WireAlarm,
  Rule as WireRule,
  RuleTrial as WireTrial,
} from '../api/schemas/alarms.ts';
import type {
  DeletedWebhook,
  DeliveryPage,
  Redelivered,
  Webhooks,
  Webhook as WireWebhook,
  WebhookWithSecret as WireWithSecret,
} from '../api/schemas/webhooks.ts';
import { notAllowed, optional, requireFunction, requireSignal } from '../model/field-rules.ts';
import { type InstantInput, requireInstant } from '../model/instant.ts';
import { type RulesOf, takeArgument } from '../model/take-argument.ts';
import { requireUserId } from '../model/user-id.ts';
import { requireOnlyWindow, requireWatchOptions } from '../store/require-arguments.ts';
import type { WatchOptions } from '../store/store.ts';
import { type WindowInput, windowOf } from '../window/window.ts';
import type { AlarmClient, AlarmWatchOptions } from './alarm-client.ts';
import type {
  Alarm,
  AlarmEpisode,
  AlarmFilter,
  AlarmPayload,
  AlarmReport,
  Rule,
  RuleTrial,
  TrialInput,
} from './alarms.ts';
import type { CallSignal } from './call-signal.ts';
import { anyText, ClientCalls, instantText, parametersOf, parameterText, pathTo } from './client-calls.ts';
import { datesOf } from './dates-of.ts';
import { isoEnds } from './iso-ends.ts';
import type { ServiceCalls } from './service-calls.ts';
import { watchAlarms } from './watch-alarms.ts';
import { watchedWork } from './watched-work.ts';
import type {
  Delivery,
  DeliveryFilter,
  Webhook,
  WebhookChange,
  WebhookInput,
  WebhookTest,
  WebhookWithSecret,
} from './webhooks.ts';

const ALARM_FILTER = {
  userId: anyText,
  user: anyText,
  ruleId: anyText,
  severity: anyText,
  state: anyText,
  goingOn: anyText,
  from: optional(instantText),
  to: optional(instantText),
} satisfies RulesOf<AlarmFilter>;

const TRIAL = {
  ...{ from: requireInstant, to: requireInstant },
  userId: optional(requireUserId),
} satisfies RulesOf<TrialInput>;

const DELIVERY_FILTER = { state: anyText } satisfies RulesOf<DeliveryFilter>;

const WATCH = {
  severities: anyText,
  userIds: anyText,
  ruleIds: anyText,
  after: optional(requireSeq),
  signal: optional(requireSignal),
  onBreak: optional(requireFunction<NonNullable<AlarmWatchOptions['onBreak']>>),
} satisfies RulesOf<AlarmWatchOptions>;

/** Asks a service. */
export class RemoteAlarms implements AlarmClient {
  readonly #service: ServiceCalls;
  readonly #calls: ClientCalls;

  constructor(calls: ServiceCalls) {
    this.#service = calls;
    this.#calls = new ClientCalls(calls);
  }

  async listRules(options: CallSignal = {}): Promise<Rule[]> {
    return (await this.#calls.get<RuleList>('/v1/rules', options)).rules.map(ruleOf);
  }

  async getRule(rule: string, options: CallSignal = {}): Promise<Rule> {
    return ruleOf(await this.#calls.get<WireRule>(pathTo('rules', rule, 'rule'), options));
  }

  async createRule(rule: RuleInput, options: CallSignal = {}): Promise<Rule> {
    const call = { body: rule, isRepeatable: false };
    return ruleOf(await this.#calls.send<WireRule>('POST', '/v1/rules', options, call));
  }

  async replaceRule(rule: string, by: RuleInput, options: CallSignal = {}): Promise<Rule> {
    const call = { body: by, isRepeatable: false };
    return ruleOf(await this.#calls.send<WireRule>('PUT', pathTo('rules', rule, 'rule'), options, call));
  }

  async deleteRule(rule: string, options: CallSignal = {}): Promise<number> {
    const path = pathTo('rules', rule, 'rule');
    return (await this.#calls.send<DeletedRule>('DELETE', path, options, { isRepeatable: false })).alarms;
  }

  async tryRule(rule: RuleInput, on: TrialInput, options: CallSignal = {}): Promise<RuleTrial> {
    const { userId, ...window } = takeArgument('on', on, TRIAL);
    const call = {
      body: { rule, ...isoEnds(windowOf(window)), ...(userId === undefined ? {} : { userId }) },
      isRepeatable: true,
    };
    const { mostAlarmed, episodes, ...trial } = await this.#calls.send<WireTrial>(
      'POST',
      '/v1/rules/try',
      options,
      call,
    );
    return {
      ...trial,
      mostAlarmed: mostAlarmed.map((user) => ({ ...user, longest: episodeOf(user.longest) })),
      episodes: episodes.map(episodeOf),
    };
  }

  async *listAlarms(filter: AlarmFilter = {}, options: CallSignal = {}): AsyncGenerator<Alarm> {
    const parameters = parametersOf(takeArgument('filter', filter, ALARM_FILTER));
    const rows = (page: AlarmPage) => page.alarms;
    for await (const alarm of this.#calls.pages('/v1/alarms', parameters, rows, options)) yield alarmOf(alarm);
  }

  async getAlarm(alarmId: string, options: CallSignal = {}): Promise<Alarm> {
    return alarmOf(await this.#calls.get<WireAlarm>(pathTo('alarms', alarmId, 'alarmId'), options));
  }

  async acknowledgeAlarm(alarmId: string, options: CallSignal = {}): Promise<Alarm> {
    return this.#dealWith(alarmId, 'acknowledge', undefined, options);
  }

  async snoozeAlarm(alarmId: string, until: InstantInput, options: CallSignal = {}): Promise<Alarm> {
    return this.#dealWith(alarmId, 'snooze', { until: instantText(until, 'until') }, options);
  }

  async closeAlarm(alarmId: string, note?: string, options: CallSignal = {}): Promise<Alarm> {
    return this.#dealWith(alarmId, 'close', { note }, options);
  }

  async verifyAlarms(options: WatchOptions = {}): Promise<AlarmReport> {
    return this.#check('verify', options);
  }

  async repairAlarms(options: WatchOptions = {}): Promise<AlarmReport> {
    return this.#check('repair', options);
  }

  async *watchAlarms(options: AlarmWatchOptions = {}): AsyncGenerator<AlarmPayload> {
    const { signal, onBreak, after, ...filter } = takeArgument('options', options, WATCH);
    const watched = { filter: parametersOf(filter), after, onBreak, signal };
    yield* watchAlarms(this.#service, watched);
  }

  async listWebhooks(options: CallSignal = {}): Promise<Webhook[]> {
    return (await this.#calls.get<Webhooks>('/v1/webhooks', options)).webhooks.map(webhookOf);
  }

  async getWebhook(webhookId: string, options: CallSignal = {}): Promise<Webhook> {
    return webhookOf(await this.#calls.get<WireWebhook>(pathOf(webhookId), options));
  }

  async createWebhook(webhook: WebhookInput, options: CallSignal = {}): Promise<WebhookWithSecret> {
    const call = { body: webhook, isRepeatable: false };
    return withSecret(await this.#calls.send('POST', '/v1/webhooks', options, call));
  }

  async changeWebhook(webhookId: string, change: WebhookChange, options: CallSignal = {}): Promise<Webhook> {
    const call = { body: change, isRepeatable: true };
    return webhookOf(await this.#calls.send('PATCH', pathOf(webhookId), options, call));
  }

  async deleteWebhook(webhookId: string, options: CallSignal = {}): Promise<number> {
    const call = { isRepeatable: false };
    return (await this.#calls.send<DeletedWebhook>('DELETE', pathOf(webhookId), options, call)).undelivered;
  }

  async rotateWebhook(webhookId: string, overlapHours = 24, options: CallSignal = {}): Promise<WebhookWithSecret> {
    const path = `${pathOf(webhookId)}/rotate?${parametersOf({ overlapHours: parameterText(overlapHours, 'overlapHours') })}`;
    return withSecret(await this.#calls.send('POST', path, options, { isRepeatable: false }));
  }

  async testWebhook(webhookId: string, options: CallSignal = {}): Promise<WebhookTest> {
    return this.#calls.send('POST', `${pathOf(webhookId)}/test`, options, { isRepeatable: false });
  }

  async redeliverWebhook(webhookId: string, window: WindowInput, options: CallSignal = {}): Promise<number> {
    const call = { body: isoEnds(requireOnlyWindow(window)), isRepeatable: true };
    return (await this.#calls.send<Redelivered>('POST', `${pathOf(webhookId)}/redeliver`, options, call)).events;
  }

  async *listDeliveries(
    webhookId: string,
    filter: DeliveryFilter = {},
    options: CallSignal = {},
  ): AsyncGenerator<Delivery> {
    const parameters = parametersOf(takeArgument('filter', filter, DELIVERY_FILTER));
    const rows = (page: DeliveryPage) => page.deliveries;
    for await (const row of this.#calls.pages(`${pathOf(webhookId)}/deliveries`, parameters, rows, options)) {
      yield datesOf(row, 'queuedAt', 'triedAt', 'nextAt');
    }
  }

  async #dealWith(alarmId: string, what: string, body: object | undefined, options: CallSignal): Promise<Alarm> {
    const call = { ...(body === undefined ? {} : { body }), isRepeatable: true };
    const path = `${pathTo('alarms', alarmId, 'alarmId')}/${what}`;
    return alarmOf(await this.#calls.send<WireAlarm>('POST', path, options, call));
  }

  async #check(what: 'verify' | 'repair', options: WatchOptions): Promise<AlarmReport> {
    const path = `/v1/alarms/${what}`;
    const { differences, ...report } = await watchedWork<WireReport>(this.#service, path, requireWatchOptions(options));
    return {
      ...report,
      differences: differences.map(({ expected, actual, ...difference }) => ({
        ...difference,
        expected: expected && episodeOf(expected),
        actual: actual && episodeOf(actual),
      })),
    };
  }
}

function ruleOf(rule: WireRule): Rule {
  return datesOf(rule, 'since', 'createdAt', 'updatedAt');
}

function episodeOf(episode: WireTrial['mostAlarmed'][number]['longest']): AlarmEpisode {
  return datesOf(episode, 'from', 'raisedAt', 'until');
}

function alarmOf(alarm: WireAlarm): Alarm {
  return datesOf(alarm, 'from', 'raisedAt', 'until', 'toldAt', 'acknowledgedAt', 'closedAt', 'snoozedUntil');
}

function webhookOf(webhook: WireWebhook): Webhook {
  return datesOf(webhook, 'createdAt', 'offSince', 'failingSince', 'oldSecretUntil');
}

function withSecret({ webhook, secret }: WireWithSecret): WebhookWithSecret {
  return { webhook: webhookOf(webhook), secret };
}

function pathOf(webhookId: string): string {
  return pathTo('webhooks', webhookId, 'webhookId');
}

function requireSeq(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw notAllowed(field, 'the number of an event, or 0', value);
}
