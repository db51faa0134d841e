import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';

/** Adds options, help and action to a command. */
export type DefineCommand = (command: Command, context: CommandContext) => void;

export interface CommandEntry {
  readonly group?: string;
  readonly name: string;
  readonly summary: string;
  /** Loads the code of the command. */
  load(): Promise<DefineCommand>;
}

export const GROUPS = [
  { name: 'query', summary: 'run the two queries: which users, and which hours' },
  { name: 'users', summary: 'import, list, show and delete users' },
  { name: 'keys', summary: 'create, list and revoke the API keys of the service' },
  { name: 'alarms', summary: 'list and watch alarms, and say what was done about them' },
  { name: 'rules', summary: 'say when a service raises alarms, and try it over history' },
  { name: 'webhooks', summary: 'say whom a service tells of alarms' },
  { name: 'state', summary: 'move what the service remembers' },
] as const;

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'load generated readings into a store of its own and run both queries',
    load: async () => (await import('./commands/demo.ts')).defineDemo,
  },
  {
    name: 'generate',
    summary: 'fill the store with realistic test data',
    load: async () => (await import('./commands/generate.ts')).defineGenerate,
  },
  {
    name: 'import',
    summary: 'import readings from files',
    load: async () => (await import('./commands/import.ts')).defineImport,
  },
  {
    name: 'export',
    summary: 'write readings, averages or users to files',
    load: async () => (await import('./commands/export.ts')).defineExport,
  },
  {
    group: 'query',
    name: 'users',
    summary: 'find the users of a cohort whose average heart rate is above a threshold, highest first',
    load: async () => (await import('./commands/query-users.ts')).defineQueryUsers,
  },
  {
    group: 'query',
    name: 'top',
    summary: 'find the highest distinct hourly averages of one user',
    load: async () => (await import('./commands/query-top.ts')).defineQueryTop,
  },
  {
    name: 'averages',
    summary: 'print averages of one user by hour, day, week or month',
    load: async () => (await import('./commands/averages.ts')).defineAverages,
  },
  {
    name: 'timeline',
    summary: 'print a window of one user in a bounded number of points, as a chart needs it',
    load: async () => (await import('./commands/timeline.ts')).defineTimeline,
  },
  {
    name: 'distribution',
    summary: 'print percentiles of heart rates, and readings and minutes by zone, of one user or a cohort',
    load: async () => (await import('./commands/distribution.ts')).defineDistribution,
  },
  {
    name: 'quality',
    summary: 'print how completely the heart rates of one user or a cohort were measured',
    load: async () => (await import('./commands/quality.ts')).defineQuality,
  },
  {
    name: 'readings',
    summary: 'print the readings of one user in order of time',
    load: async () => (await import('./commands/readings.ts')).defineReadings,
  },
  {
    group: 'users',
    name: 'import',
    summary: 'add users from a file, and update those that exist',
    load: async () => (await import('./commands/users-import.ts')).defineUsersImport,
  },
  {
    group: 'users',
    name: 'list',
    summary: 'list all users',
    load: async () => (await import('./commands/users-list.ts')).defineUsersList,
  },
  {
    group: 'users',
    name: 'get',
    summary: 'show one user',
    load: async () => (await import('./commands/users-get.ts')).defineUsersGet,
  },
  {
    group: 'users',
    name: 'delete',
    summary: 'delete users with all their readings',
    load: async () => (await import('./commands/users-delete.ts')).defineUsersDelete,
  },
  {
    name: 'delete',
    summary: 'delete readings of some users, of a period, or both',
    load: async () => (await import('./commands/delete.ts')).defineDelete,
  },
  {
    name: 'drop-before',
    summary: 'delete all readings before an instant',
    load: async () => (await import('./commands/drop-before.ts')).defineDropBefore,
  },
  {
    name: 'retention',
    summary: 'delete readings that are older than they are to be kept',
    load: async () => (await import('./commands/retention.ts')).defineRetention,
  },
  {
    name: 'copy',
    summary: 'copy users and readings from one store to another',
    load: async () => (await import('./commands/copy.ts')).defineCopy,
  },
  {
    name: 'migrate',
    summary: "upgrade the store's schema to this version; adopt the tables of the plain SQL schema",
    load: async () => (await import('./commands/migrate.ts')).defineMigrate,
  },
  {
    name: 'stats',
    summary: 'show what the store holds',
    load: async () => (await import('./commands/stats.ts')).defineStats,
  },
  {
    name: 'verify',
    summary: 'compare every roll-up with the raw readings',
    load: async () => (await import('./commands/verify.ts')).defineVerify,
  },
  {
    name: 'repair',
    summary: 'rebuild every roll-up that differs from the raw readings',
    load: async () => (await import('./commands/repair.ts')).defineRepair,
  },
  {
    name: 'doctor',
    summary: 'find what is wrong with the store, or slow, and say what to do about it',
    load: async () => (await import('./commands/doctor.ts')).defineDoctor,
  },
  {
    name: 'serve',
    summary: 'serve the store over HTTP',
    load: async () => (await import('./commands/serve.ts')).defineServe,
  },
  {
    name: 'mcp',
    summary: 'answer a language model (Model Context Protocol) over standard input and output',
    load: async () => (await import('./commands/mcp.ts')).defineMcp,
  },
  {
    group: 'keys',
    name: 'create',
    summary: 'create an API key, which is shown once',
    load: async () => (await import('./commands/keys-create.ts')).defineKeysCreate,
  },
  {
    group: 'keys',
    name: 'list',
    summary: 'list the API keys',
    load: async () => (await import('./commands/keys-list.ts')).defineKeysList,
  },
  {
    group: 'keys',
    name: 'revoke',
    summary: 'revoke an API key at once',
    load: async () => (await import('./commands/keys-revoke.ts')).defineKeysRevoke,
  },
  {
    name: 'audit-log',
    summary: 'show who did what to whose data over a service',
    load: async () => (await import('./commands/audit-log.ts')).defineAuditLog,
  },
  {
    group: 'rules',
    name: 'create',
    summary: 'add a rule for alarms from a file',
    load: async () => (await import('./commands/rules-create.ts')).defineRulesCreate,
  },
  {
    group: 'rules',
    name: 'list',
    summary: 'list the rules',
    load: async () => (await import('./commands/rules-list.ts')).defineRulesList,
  },
  {
    group: 'rules',
    name: 'update',
    summary: 'replace a rule, and apply it anew',
    load: async () => (await import('./commands/rules-update.ts')).defineRulesUpdate,
  },
  {
    group: 'rules',
    name: 'delete',
    summary: 'delete a rule with its alarms',
    load: async () => (await import('./commands/rules-delete.ts')).defineRulesDelete,
  },
  {
    group: 'rules',
    name: 'try',
    summary: 'find out which alarms a rule would have raised',
    load: async () => (await import('./commands/rules-try.ts')).defineRulesTry,
  },
  {
    group: 'alarms',
    name: 'list',
    summary: 'list alarms, the newest first',
    load: async () => (await import('./commands/alarms-list.ts')).defineAlarmsList,
  },
  {
    group: 'alarms',
    name: 'acknowledge',
    summary: 'say that somebody has seen an alarm',
    load: async () => (await import('./commands/alarms-acknowledge.ts')).defineAlarmsAcknowledge,
  },
  {
    group: 'alarms',
    name: 'snooze',
    summary: 'hold back what is told of a rule and a user',
    load: async () => (await import('./commands/alarms-snooze.ts')).defineAlarmsSnooze,
  },
  {
    group: 'alarms',
    name: 'close',
    summary: 'say that an alarm has been dealt with',
    load: async () => (await import('./commands/alarms-close.ts')).defineAlarmsClose,
  },
  {
    group: 'alarms',
    name: 'verify',
    summary: 'compare all alarms with the raw readings',
    load: async () => (await import('./commands/alarms-verify.ts')).defineAlarmsVerify,
  },
  {
    group: 'alarms',
    name: 'repair',
    summary: 'mend alarms that differ from the raw readings',
    load: async () => (await import('./commands/alarms-repair.ts')).defineAlarmsRepair,
  },
  {
    group: 'alarms',
    name: 'watch',
    summary: 'print what happens to alarms, as it happens',
    load: async () => (await import('./commands/alarms-watch.ts')).defineAlarmsWatch,
  },
  {
    group: 'webhooks',
    name: 'create',
    summary: 'make a webhook, whose secret is shown once',
    load: async () => (await import('./commands/webhooks-create.ts')).defineWebhooksCreate,
  },
  {
    group: 'webhooks',
    name: 'list',
    summary: 'list webhooks, and which are off or failing',
    load: async () => (await import('./commands/webhooks-list.ts')).defineWebhooksList,
  },
  {
    group: 'webhooks',
    name: 'update',
    summary: 'change a webhook, or switch it off or on',
    load: async () => (await import('./commands/webhooks-update.ts')).defineWebhooksUpdate,
  },
  {
    group: 'webhooks',
    name: 'delete',
    summary: 'delete a webhook with its log of deliveries',
    load: async () => (await import('./commands/webhooks-delete.ts')).defineWebhooksDelete,
  },
  {
    group: 'webhooks',
    name: 'rotate',
    summary: 'give a webhook a new secret, which is shown once',
    load: async () => (await import('./commands/webhooks-rotate.ts')).defineWebhooksRotate,
  },
  {
    group: 'webhooks',
    name: 'test',
    summary: 'send a receiver a test, and say what it answers',
    load: async () => (await import('./commands/webhooks-test.ts')).defineWebhooksTest,
  },
  {
    group: 'webhooks',
    name: 'deliveries',
    summary: 'show what became of deliveries, the latest first',
    load: async () => (await import('./commands/webhooks-deliveries.ts')).defineWebhooksDeliveries,
  },
  {
    group: 'webhooks',
    name: 'redeliver',
    summary: 'send again what was found in a period',
    load: async () => (await import('./commands/webhooks-redeliver.ts')).defineWebhooksRedeliver,
  },
  {
    group: 'state',
    name: 'copy',
    summary: 'copy API keys, receipts, alarms and webhooks from one state of a service to another',
    load: async () => (await import('./commands/state-copy.ts')).defineStateCopy,
  },
  {
    name: 'slo',
    summary: 'check whether a running service meets its objectives',
    load: async () => (await import('./commands/slo.ts')).defineSlo,
  },
  {
    name: 'openapi',
    summary: 'print the description of the HTTP API',
    load: async () => (await import('./commands/openapi.ts')).defineOpenapi,
  },
  {
    name: 'completion',
    summary: 'print the completion script of a shell',
    load: async () => (await import('./commands/completion.ts')).defineCompletion,
  },
  {
    name: 'man',
    summary: 'print the manual page',
    load: async () => (await import('./commands/man.ts')).defineMan,
  },
  {
    name: 'config',
    summary: 'print the settings in force, secrets hidden',
    load: async () => (await import('./commands/config.ts')).defineConfig,
  },
];
