import type { Command } from 'commander';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { secretLines } from '../webhook-lines.ts';
import { addWebhookOptions, type WebhookOptions } from '../webhook-options.ts';

interface Options extends WebhookOptions {
  readonly name: string;
  readonly url: string;
}

export function defineWebhooksCreate(command: Command, context: CommandContext): void {
  command
    .requiredOption('--name <name>', 'who is told')
    .requiredOption('--url <url>', 'where events are posted: https://…');
  addWebhookOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  pulsebase webhooks create --name pager --url https://example.org/hooks --severities high
  pulsebase webhooks create --name ehr --url https://ehr.example.org/alarms --fields externalId,peak --json

Tells of what happens from now on, as the Standard Webhooks specification says. Addresses in private networks are
refused unless WEBHOOK_PRIVATE_NETWORKS of the service names them. The key needs the scope admin.
With --json: {webhook, secret}.`,
    )
    .action((options: Options) => createWebhook(context, options));
}

async function createWebhook(context: CommandContext, options: Options): Promise<void> {
  const made = await (await alarmsOf(context)).createWebhook(options, { signal: context.signal });
  await context.print(made, () => secretLines(made));
}
