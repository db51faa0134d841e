import type { Command } from 'commander';
import { AVERAGE_FORMS } from '../../store/row-forms.ts';
import { RESOLUTIONS, type Resolution } from '../../window/resolution.ts';
import { choiceOption } from '../choice-option.ts';
import type { CommandContext } from '../command-context.ts';
import { openWindow } from '../open-window.ts';
import { printRows } from '../print-rows.ts';
import { chosenUser, type UserOptions, userOption } from '../user-option.ts';
import { windowUsed } from '../window-used.ts';

interface Options extends UserOptions {
  readonly from?: string;
  readonly to?: string;
  readonly resolution: Resolution;
  readonly timezone?: string;
}

export function defineAverages(command: Command, context: CommandContext): void {
  userOption(command)
    .option(
      '--from <time>',
      'first instant, ISO 8601; without an offset it is UTC, a date alone is its midnight (default: the first reading)',
    )
    .option('--to <time>', 'last instant, inclusive; a date alone is its midnight (default: the last reading)')
    .addOption(choiceOption('--resolution <level>', 'length of the buckets', RESOLUTIONS).default('day'))
    .option('--timezone <zone>', 'IANA zone whose hours, days, weeks and months are the buckets (default: UTC)')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase averages --user-id 99 --resolution month
  pulsebase averages --user-id 99 --from 2023-01-01 --to 2023-02-01 --resolution hour > january.csv
  pulsebase averages --user-id 99 --resolution week --timezone Asia/Tokyo
  pulsebase averages --user P-0012 --resolution hour
  pulsebase averages --user-id 99 --json | head -3

Prints CSV: start,count,average,min,max, heart rates in bpm; with --json one JSON object a line (NDJSON).
Where --from or --to is a date alone or left out, the window that was used is told on stderr (not with --quiet).
Weeks begin on Monday. A bucket that the window cuts has only the readings inside the window. --timezone does not change how --from and --to are
read.`,
    )
    .action((options: Options) => averages(context, options));
}

async function averages(context: CommandContext, { resolution, timezone, ...options }: Options): Promise<void> {
  const user = chosenUser(options);
  const used = windowUsed(options);
  const window = openWindow(options);
  await context.withStore((store) =>
    printRows(context, store.averages(user, window, resolution, { timezone }), AVERAGE_FORMS, used),
  );
}
