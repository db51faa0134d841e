import type { Command } from 'commander';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { formatNumberOf } from '../format/numbers.ts';

export function defineWebhooksDelete(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'the webhook')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase webhooks delete wh_0123456789abcdef01
  pulsebase webhooks delete wh_0123456789abcdef01 --yes --json

What has not been delivered is not delivered any more. The key needs the scope admin.`,
    )
    .action((id: string, { yes }: { readonly yes?: boolean }) => deleteWebhook(context, id, yes));
}

async function deleteWebhook(context: CommandContext, id: string, yes: boolean | undefined): Promise<void> {
  await confirm(context, `delete the webhook ${id} and what it has not delivered`, yes);
  const undelivered = await (await alarmsOf(context)).deleteWebhook(id, { signal: context.signal });
  await context.print({ id, undelivered }, () => [
    `deleted webhook ${id}; ${formatNumberOf(undelivered, 'event')} not delivered`,
  ]);
}
