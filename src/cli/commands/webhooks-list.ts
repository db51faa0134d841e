import type { Command } from 'commander';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { webhookLines } from '../webhook-lines.ts';

export function defineWebhooksList(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase webhooks list
  pulsebase webhooks list --json | jq '.[] | select(.enabled | not) | .name'

A webhook is switched off when its receiver answers 410, or when nothing gets through for five days. The key needs the
scope admin.`,
    )
    .action(() => listWebhooks(context));
}

async function listWebhooks(context: CommandContext): Promise<void> {
  const webhooks = await (await alarmsOf(context)).listWebhooks({ signal: context.signal });
  await context.print(webhooks, () => webhookLines(webhooks));
}
