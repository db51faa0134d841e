import type { Command } from 'commander';
import { SEVERITIES } from '../../alarms/rule.ts';
import type { AlarmPage } from '../../api/schemas/alarms.ts';
import { alarmLines } from '../alarm-lines.ts';
import type { CommandContext } from '../command-context.ts';
import { integer, userId, wordsOf } from '../option-values.ts';
import { serviceCallsOf } from '../service-calls-of.ts';

interface Options {
  readonly userId?: number;
  readonly rule?: string;
  readonly severity?: readonly string[];
  readonly state?: readonly string[];
  readonly goingOn?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
}

export function defineAlarmsList(command: Command, context: CommandContext): void {
  command
    .option('--user-id <id>', 'only alarms of this user', userId('--user-id'))
    .option('--rule <id>', 'only alarms of the rule with this id')
    .option('--severity <list>', `only these: ${SEVERITIES.join(', ')}`, wordsOf('--severity', SEVERITIES))
    .option(
      '--state <list>',
      'only these: active, acknowledged, closed',
      wordsOf('--state', ['active', 'acknowledged', 'closed']),
    )
    .option('--going-on', 'only those that go on')
    .option('--from <time>', 'only those due from this instant on, ISO 8601')
    .option('--to <time>', 'only those due up to this instant')
    .option('--limit <count>', 'how many, the newest first', integer('--limit', { min: 1, max: 10_000 }), 100)
    .addHelpText(
      'after',
      `
Examples:
  pulsebase alarms list --going-on --severity high
  pulsebase alarms list --user-id 99 --from 2023-04-01 --json | jq '.[].peak'

The key needs the scope read.`,
    )
    .action((options: Options) => listAlarms(context, options));
}

async function listAlarms(context: CommandContext, { rule, severity, state, ...options }: Options): Promise<void> {
  const given = { ...options, ruleId: rule, severity: severity?.join(), state: state?.join() };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, String(value));
  const calls = await serviceCallsOf(context);
  const { alarms } = await calls.json<AlarmPage>({
    path: `/v1/alarms?${query}`,
    signal: context.signal,
    isRepeatable: true,
  });
  await context.print(alarms, () => (alarms.length === 0 ? ['no alarms'] : alarmLines(alarms)));
}
