import type { Command } from 'commander';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { formatNumberOf } from '../format/numbers.ts';

interface Options {
  readonly from: string;
  readonly to: string;
}

export function defineWebhooksRedeliver(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'the webhook')
    .requiredOption('--from <instant>', 'found at this instant or later; ISO 8601, UTC')
    .requiredOption('--to <instant>', 'found at this instant or earlier')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase webhooks redeliver wh_0123456789abcdef01 --from 2026-11-26 --to 2026-11-27T12:00

Sends the events again whatever became of them, under the same ids: a receiver leaves out what it has. At most 10,000.
The key needs the scope admin.`,
    )
    .action((id: string, options: Options) => redeliver(context, id, options));
}

async function redeliver(context: CommandContext, id: string, options: Options): Promise<void> {
  const events = await (await alarmsOf(context)).redeliverWebhook(id, options, { signal: context.signal });
  await context.print({ events }, () => [`${formatNumberOf(events, 'event')} on the way again`]);
}
