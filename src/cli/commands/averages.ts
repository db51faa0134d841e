import type { Command } from 'commander';
import { AVERAGE_FORMS } from '../../store/row-forms.ts';
import { LEVELS, type Level } from '../../window/bucket.ts';
import { requireWindow } from '../../window/window.ts';
import { choiceOption } from '../choice-option.ts';
import type { CommandContext } from '../command-context.ts';
import { openWindow } from '../open-window.ts';
import { userId } from '../option-values.ts';
import { printRows } from '../print-rows.ts';

interface Options {
  readonly userId: number;
  readonly from?: string;
  readonly to?: string;
  readonly resolution: Level;
}

export function defineAverages(command: Command, context: CommandContext): void {
  command
    .requiredOption('--user-id <id>', 'the user', userId('--user-id'))
    .option('--from <time>', 'first instant, ISO 8601; without an offset it is UTC (default: the first reading)')
    .option('--to <time>', 'last instant, inclusive (default: the last reading)')
    .addOption(choiceOption('--resolution <level>', 'length of the buckets, which begin in UTC', LEVELS).default('day'))
    .addHelpText(
      'after',
      `
Examples:
  pulsebase averages --user-id 99 --resolution month
  pulsebase averages --user-id 99 --from 2023-01-01 --to 2023-02-01 --resolution hour > january.csv
  pulsebase averages --user-id 99 --json | head -3

Prints CSV: start,count,average,min,max, heart rates in bpm; with --json one JSON object a line (NDJSON).
A bucket that the window cuts has only the readings inside the window.`,
    )
    .action((options: Options) => averages(context, options));
}

async function averages(context: CommandContext, { userId: id, resolution, ...ends }: Options): Promise<void> {
  const window = openWindow(ends);
  requireWindow(window);
  await context.withStore((store) => printRows(context, store.averages(id, window, resolution), AVERAGE_FORMS));
}
