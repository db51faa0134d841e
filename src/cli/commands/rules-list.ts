import type { Command } from 'commander';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { ruleLines } from '../rule-lines.ts';

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
  const rules = await (await alarmsOf(context)).listRules({ signal: context.signal });
  await context.print(rules, () => ruleLines(rules));
}
