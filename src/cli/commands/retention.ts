import type { Command } from 'commander';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { countBefore } from '../../store/count-before.ts';
import { retentionStart } from '../../window/retention-start.ts';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { formatNumberOf } from '../format/numbers.ts';
import { integer } from '../option-values.ts';

interface Options {
  readonly days?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function defineRetention(command: Command, context: CommandContext): void {
  command
    .option(
      '--days <n>',
      'how many days readings are kept; RETENTION_DAYS if omitted',
      integer('--days', { min: 1, max: 36_500 }),
    )
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase retention --days 730 --dry-run
  pulsebase retention --yes

Deletes the readings that are older than they are to be kept, with their roll-ups: all but those of today and of so many
UTC days before it. A service (pulsebase serve) does so by itself once a day when RETENTION_DAYS is set.`,
    )
    .action((options: Options) => retention(context, options));
}

async function retention(context: CommandContext, options: Options): Promise<void> {
  const { days = (await context.settings()).retentionDays, dryRun, yes } = options;
  if (days === 0) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'say how many days readings are kept: --days, or RETENTION_DAYS', {
      field: '--days',
    });
  }
  const keptFrom = new Date(retentionStart(days, Date.now()));
  const answer = (readings: number) => ({ readings, keptFrom: keptFrom.toISOString() });
  const words = `from before ${keptFrom.toISOString()}`;
  if (dryRun === true) {
    await context.withStore(async (store) => {
      const readings = await countBefore(store, keptFrom.getTime());
      await context.print({ dryRun, ...answer(readings) }, () => [
        `would delete ${formatNumberOf(readings, 'reading')} ${words} (dry run, nothing deleted)`,
      ]);
    });
    return;
  }
  await confirm(context, `delete all readings ${words}`, yes);
  await context.withStore(async (store) => {
    const readings = await store.dropBefore(keptFrom);
    await context.print(answer(readings), () => [`deleted ${formatNumberOf(readings, 'reading')} ${words}`]);
  });
}
