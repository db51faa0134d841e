import type { Command } from 'commander';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { RULE_HELP, readRule } from '../read-rule.ts';
import { ruleLines } from '../rule-lines.ts';

export function defineRulesUpdate(command: Command, context: CommandContext): void {
  command
    .argument('<rule>', 'the rule, by id or name')
    .argument('<file>', 'what takes its place, as JSON; - for standard input')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase rules update "Fast at rest" fast.json

The rule is applied anew to everything since its "since", which stays as it was when left out: alarms may be amended,
raised or retracted. With "enabled": false it is no longer evaluated.
${RULE_HELP}
The key needs the scope admin.`,
    )
    .action((rule: string, file: string) => updateRule(context, rule, file));
}

async function updateRule(context: CommandContext, name: string, file: string): Promise<void> {
  const input = await readRule(context, file);
  const rule = await (await alarmsOf(context)).replaceRule(name, input, { signal: context.signal });
  await context.print(rule, () => ruleLines([rule]));
}
