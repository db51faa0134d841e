import type { Command } from 'commander';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { webhookLines } from '../webhook-lines.ts';
import { addWebhookOptions, type WebhookOptions } from '../webhook-options.ts';

interface Options extends Omit<WebhookOptions, 'fields'> {
  readonly name?: string;
  readonly url?: string;
  readonly allEvents?: boolean;
  readonly notSnoozed?: boolean;
  /** `false` for --no-fields. */
  readonly fields?: WebhookOptions['fields'] | false;
  readonly enable?: boolean;
  readonly disable?: boolean;
}

export function defineWebhooksUpdate(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'the webhook')
    .option('--name <name>', 'who is told')
    .option('--url <url>', 'where events are posted');
  addWebhookOptions(command)
    .option('--not-snoozed', 'not what is snoozed')
    .option('--all-events', 'events of all kinds, severities and rules')
    .option('--no-fields', 'nothing of the person')
    .option('--enable', 'switch it on; it gets what it has missed')
    .option('--disable', 'switch it off')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase webhooks update wh_0123456789abcdef01 --severities high,medium
  pulsebase webhooks update wh_0123456789abcdef01 --enable

What is left out stays. The key needs the scope admin.`,
    )
    .action((id: string, options: Options) => updateWebhook(context, id, options));
}

async function updateWebhook(
  context: CommandContext,
  id: string,
  { enable, disable, allEvents, notSnoozed, fields, ...given }: Options,
): Promise<void> {
  if (enable === true && disable === true) {
    throw new PulsebaseError('INVALID_ARGUMENT', '--enable and --disable exclude each other', { field: '--enable' });
  }
  const change = {
    ...(allEvents === true ? { kinds: null, severities: null, ruleIds: null } : {}),
    ...given,
    ...(fields === undefined ? {} : { fields: fields === false ? [] : fields }),
    ...(notSnoozed === true ? { snoozed: false } : {}),
    ...(enable === true ? { enabled: true } : {}),
    ...(disable === true ? { enabled: false } : {}),
  };
  const webhook = await (await alarmsOf(context)).changeWebhook(id, change, { signal: context.signal });
  await context.print(webhook, () => webhookLines([webhook]));
}
