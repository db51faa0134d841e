import type { Command } from 'commander';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { RULE_HELP, readRule } from '../read-rule.ts';
import { ruleLines } from '../rule-lines.ts';

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
  const input = await readRule(context, file);
  const rule = await (await alarmsOf(context)).createRule(input, { signal: context.signal });
  await context.print(rule, () => ruleLines([rule]));
}
