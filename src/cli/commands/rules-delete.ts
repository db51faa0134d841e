import type { Command } from 'commander';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { formatNumberOf } from '../format/numbers.ts';

export function defineRulesDelete(command: Command, context: CommandContext): void {
  command
    .argument('<rule>', 'the rule, by id or name')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase rules delete "Fast at rest"
  pulsebase rules delete "Fast at rest" --yes --json

Its alarms go with it, and are told to be retracted; to keep them, update the rule with "enabled": false. The key needs
the scope admin.`,
    )
    .action((rule: string, { yes }: { readonly yes?: boolean }) => deleteRule(context, rule, yes));
}

async function deleteRule(context: CommandContext, rule: string, yes: boolean | undefined): Promise<void> {
  await confirm(context, `delete the rule ${rule} with all its alarms`, yes);
  const alarms = await (await alarmsOf(context)).deleteRule(rule, { signal: context.signal });
  await context.print({ alarms }, () => [`deleted rule ${rule} with ${formatNumberOf(alarms, 'alarm')}`]);
}
