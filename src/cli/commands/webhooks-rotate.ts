import type { Command } from 'commander';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { integer } from '../option-values.ts';
import { secretLines } from '../webhook-lines.ts';

interface Options {
  readonly overlapHours: number;
}

export function defineWebhooksRotate(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'the webhook')
    .option(
      '--overlap-hours <n>',
      'how long the old secret signs as well; 0 when others have come to know it',
      integer('--overlap-hours', { min: 0, max: 720 }),
      24,
    )
    .addHelpText(
      'after',
      `
Examples:
  pulsebase webhooks rotate wh_0123456789abcdef01
  pulsebase webhooks rotate wh_0123456789abcdef01 --overlap-hours 0 --json | jq -r .secret

The new secret signs at once. The key needs the scope admin.`,
    )
    .action((id: string, options: Options) => rotateWebhook(context, id, options));
}

async function rotateWebhook(context: CommandContext, id: string, { overlapHours }: Options): Promise<void> {
  const rotated = await (await alarmsOf(context)).rotateWebhook(id, overlapHours, { signal: context.signal });
  await context.print(rotated, () => secretLines(rotated));
}
