import type { Command } from 'commander';
import { requireInstant } from '../../model/instant.ts';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { formatNumberOf } from '../format/numbers.ts';

interface Options {
  readonly yes?: boolean;
}

export function defineDropBefore(command: Command, context: CommandContext): void {
  command
    .argument('<time>', 'an instant, ISO 8601; without an offset it is UTC')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase drop-before 2022-01-01 --yes

Deletes all readings before the instant, by whole months where it can: the way to enforce a retention period.`,
    )
    .action((instant: string, options: Options) => dropBefore(context, instant, options));
}

async function dropBefore(context: CommandContext, instant: string, { yes }: Options): Promise<void> {
  const before = new Date(requireInstant(instant, 'TIME'));
  await confirm(context, `delete all readings before ${before.toISOString()}`, yes);
  await context.withStore(async (store) => {
    const readings = await store.dropBefore(before);
    await context.print({ readings }, () => [`deleted ${formatNumberOf(readings, 'reading')}`]);
  });
}
