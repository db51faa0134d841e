import type { Command } from 'commander';
import type { Redelivered } from '../../api/schemas/webhooks.ts';
import { requireWindow } from '../../window/window.ts';
import type { CommandContext } from '../command-context.ts';
import { formatNumberOf } from '../format/numbers.ts';
import { serviceCallsOf } from '../service-calls-of.ts';

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
  const { from, to } = requireWindow(options);
  const calls = await serviceCallsOf(context);
  const redelivered = await calls.json<Redelivered>({
    method: 'POST',
    path: `/v1/webhooks/${encodeURIComponent(id)}/redeliver`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }),
    signal: context.signal,
    isRepeatable: true,
  });
  await context.print(redelivered, () => [`${formatNumberOf(redelivered.events, 'event')} on the way again`]);
}
