import type { Command } from 'commander';
import type { RuleList } from '../../api/schemas/alarms.ts';
import type { CommandContext } from '../command-context.ts';
import { ruleLines } from '../rule-lines.ts';
import { serviceCallsOf } from '../service-calls-of.ts';

export function defineRulesList(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase rules list
  pulsebase rules list --json | jq '.[] | select(.name == "Fast at rest")' > fast.json

The key needs the scope read.`,
    )
    .action(() => listRules(context));
}

async function listRules(context: CommandContext): Promise<void> {
  const calls = await serviceCallsOf(context);
  const { rules } = await calls.json<RuleList>({
    path: '/v1/rules',
    signal: context.signal,
    isRepeatable: true,
  });
  await context.print(rules, () => ruleLines(rules));
}
