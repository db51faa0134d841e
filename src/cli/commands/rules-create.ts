import type { Command } from 'commander';
import type { Rule } from '../../api/schemas/alarms.ts';
import type { CommandContext } from '../command-context.ts';
import { RULE_HELP, readRule } from '../read-rule.ts';
import { ruleLines } from '../rule-lines.ts';
import { serviceCallsOf } from '../service-calls-of.ts';

export function defineRulesCreate(command: Command, context: CommandContext): void {
  command
    .argument('<file>', 'the rule as JSON; - for standard input')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase rules try fast.json --from 2023-01-01
  pulsebase rules create fast.json

${RULE_HELP}
Try a rule first. The key needs the scope admin.`,
    )
    .action((file: string) => createRule(context, file));
}

async function createRule(context: CommandContext, file: string): Promise<void> {
  const body = JSON.stringify(await readRule(context, file));
  const calls = await serviceCallsOf(context);
  const rule = await calls.json<Rule>({
    method: 'POST',
    path: '/v1/rules',
    headers: { 'content-type': 'application/json' },
    body,
    signal: context.signal,
    isRepeatable: false,
  });
  await context.print(rule, () => ruleLines([rule]));
}
