import '../model/require-supported-node.ts';

export type { AlarmEventKind } from '../alarms/alarm-event.ts';
export type { RuleInput, WhomInput } from '../alarms/require-rule.ts';
export type {
  AverageCondition,
  Condition,
  HourCondition,
  Limit,
  Severity,
  SilenceCondition,
  SustainedCondition,
} from '../alarms/rule.ts';
export * from '../contract.ts';
export type { AlarmClient, AlarmWatchOptions } from './alarm-client.ts';
export type {
  Alarm,
  AlarmData,
  AlarmDifference,
  AlarmEpisode,
  AlarmedUser,
  AlarmFilter,
  AlarmPayload,
  AlarmReport,
  AlarmState,
  AlarmStreamFilter,
  Rule,
  RuleTrial,
  RuleWhom,
  TrialInput,
} from './alarms.ts';
export type { CallSignal } from './call-signal.ts';
export { connectAlarms } from './connect-alarms.ts';
export { connectService } from './connect-service.ts';
export { connectStore } from './connect-store.ts';
export type { CallOptions } from './service-calls.ts';
export type {
  Activity,
  ActivityQuery,
  ApiKey,
  AuditEntry,
  AuditFilter,
  AuditPage,
  AuditPlace,
  CreatedApiKey,
  DiagnoseOptions,
  Findings,
  NewApiKey,
  Retention,
  Scope,
  ServiceClient,
  SilentUser,
  SloReport,
} from './service-client.ts';
export type {
  Delivery,
  DeliveryFilter,
  DeliveryState,
  PersonField,
  Webhook,
  WebhookChange,
  WebhookInput,
  WebhookTest,
  WebhookWithSecret,
} from './webhooks.ts';
