import type { Command } from 'commander';
import { SEVERITIES } from '../../alarms/rule.ts';
import type { Alarm, AlarmFilter } from '../../client/alarms.ts';
import { alarmLines } from '../alarm-lines.ts';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { integer, wordsOf } from '../option-values.ts';
import { userOption } from '../user-option.ts';

interface Options extends Omit<AlarmFilter, 'ruleId'> {
  readonly rule?: string;
  readonly limit: number;
}

export function defineAlarmsList(command: Command, context: CommandContext): void {
  userOption(command)
    .option('--rule <rule>', 'only alarms of this rule, by id or name')
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
  pulsebase alarms list --user P-0012 --from 2023-04-01 --json | jq '.[].peak'

The key needs the scope read.`,
    )
    .action((options: Options) => listAlarms(context, options));
}

async function listAlarms(context: CommandContext, { rule, limit, ...filter }: Options): Promise<void> {
  const alarms: Alarm[] = [];
  for await (const alarm of (await alarmsOf(context)).listAlarms(
    { ...filter, ruleId: rule },
    { signal: context.signal },
  )) {
    alarms.push(alarm);
    if (alarms.length === limit) break;
  }
  await context.print(alarms, () => (alarms.length === 0 ? ['no alarms'] : alarmLines(alarms)));
}
