import type { Command } from 'commander';
import { DELIVERY_STATES, type DeliveryState } from '../../api/webhooks/delivery-queue.ts';
import type { Delivery } from '../../client/webhooks.ts';
import { plainText } from '../../model/plain-text.ts';
import { alarmsOf } from '../alarms-of.ts';
import { choiceOption } from '../choice-option.ts';
import type { CommandContext } from '../command-context.ts';
import { table } from '../format/table.ts';
import { integer } from '../option-values.ts';
import { minuteOf } from '../webhook-lines.ts';

interface Options {
  readonly state?: DeliveryState;
  readonly limit: number;
}

export function defineWebhooksDeliveries(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'the webhook')
    .addOption(choiceOption('--state <word>', 'only those in this state', DELIVERY_STATES))
    .option('--limit <n>', 'at most so many', integer('--limit', { min: 1, max: 1000 }), 100)
    .addHelpText(
      'after',
      `
Examples:
  pulsebase webhooks deliveries wh_0123456789abcdef01
  pulsebase webhooks deliveries wh_0123456789abcdef01 --state given_up --json

Those that wait, and those of the last seven days that were delivered or given up. The key needs the scope admin.`,
    )
    .action((id: string, options: Options) => listDeliveries(context, id, options));
}

async function listDeliveries(context: CommandContext, id: string, { state, limit }: Options): Promise<void> {
  const deliveries: Delivery[] = [];
  for await (const delivery of (await alarmsOf(context)).listDeliveries(id, { state }, { signal: context.signal })) {
    deliveries.push(delivery);
    if (deliveries.length === limit) break;
  }
  await context.print(deliveries, () =>
    table(
      [
        { title: 'seq', right: true },
        ...['type', 'alarm', 'state'].map((title) => ({ title })),
        { title: 'tries', right: true },
        ...['queued', 'next', 'answer'].map((title) => ({ title })),
      ],
      deliveries.map((delivery) => [
        String(delivery.seq),
        delivery.type,
        plainText(delivery.alarmId),
        delivery.state.replace('_', ' '),
        String(delivery.attempts),
        minuteOf(delivery.queuedAt),
        delivery.nextAt === null ? '' : minuteOf(delivery.nextAt),
        delivery.error === null ? String(delivery.status ?? '') : plainText(delivery.error),
      ]),
    ),
  );
}
