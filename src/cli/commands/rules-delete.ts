import type { Command } from 'commander';
import type { DeletedRule } from '../../api/schemas/alarms.ts';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { formatNumberOf } from '../format/numbers.ts';
import { serviceCallsOf } from '../service-calls-of.ts';

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
  const calls = await serviceCallsOf(context);
  const deleted = await calls.json<DeletedRule>({
    method: 'DELETE',
    path: `/v1/rules/${encodeURIComponent(rule)}`,
    signal: context.signal,
    isRepeatable: false,
  });
  await context.print(deleted, () => [`deleted rule ${rule} with ${formatNumberOf(deleted.alarms, 'alarm')}`]);
}
