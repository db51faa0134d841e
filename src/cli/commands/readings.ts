import type { Command } from 'commander';
import { READING_FORMS } from '../../store/row-forms.ts';
import type { CommandContext } from '../command-context.ts';
import { openWindow } from '../open-window.ts';
import { printRows } from '../print-rows.ts';
import { chosenUser, type UserOptions, userOption } from '../user-option.ts';
import { windowUsed } from '../window-used.ts';

interface Options extends UserOptions {
  readonly from?: string;
  readonly to?: string;
}

export function defineReadings(command: Command, context: CommandContext): void {
  userOption(command)
    .option(
      '--from <time>',
      'first instant, ISO 8601; without an offset it is UTC, a date alone is its midnight (default: the first reading)',
    )
    .option('--to <time>', 'last instant, inclusive; a date alone is its midnight (default: the last reading)')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase readings --user-id 99 --from 2023-01-01 --to 2023-01-02
  pulsebase readings --user-id 99 | gzip > user-99.csv.gz
  pulsebase readings --user P-0012 > P-0012.csv
  pulsebase readings --user-id 99 --json | head -3

Where --from or --to is a date alone or left out, the window that was used is told on stderr (not with --quiet).
Prints CSV as pulsebase import reads it: user_id,timestamp,heart_rate; with --json one JSON object
a line (NDJSON), which pulsebase import reads as well.`,
    )
    .action((options: Options) => readings(context, options));
}

async function readings(context: CommandContext, options: Options): Promise<void> {
  const user = chosenUser(options);
  const used = windowUsed(options);
  const window = openWindow(options);
  await context.withStore((store) => printRows(context, store.readings(user, window), READING_FORMS, used));
}
