import type { Command } from 'commander';
import type { PeakAverage } from '../../store/store.ts';
import type { CommandContext } from '../command-context.ts';
import { formatBpm, formatCount } from '../format/numbers.ts';
import { integer, MINIMUM } from '../option-values.ts';
import { printQuery, type QueryTable } from '../print-query.ts';
import { chosenUser, type UserOptions, userOption } from '../user-option.ts';
import { windowUsed } from '../window-used.ts';

interface Options extends UserOptions {
  readonly from: string;
  readonly to: string;
  readonly limit?: number;
  readonly minReadings?: number;
  readonly timezone?: string;
  readonly details?: boolean;
}

export function defineQueryTop(command: Command, context: CommandContext): void {
  userOption(command)
    .requiredOption('--from <time>', 'first instant, ISO 8601; without an offset it is UTC')
    .requiredOption('--to <time>', 'last instant, inclusive; a date alone is its midnight')
    .option('--limit <n>', 'how many averages, 1 to 10000 (default: 10)', integer('--limit', { min: 1, max: 10_000 }))
    .option('--min-readings <n>', 'only hours with so many readings in the window', integer('--min-readings', MINIMUM))
    .option('--timezone <zone>', 'IANA zone whose clock hours count, such as Asia/Kolkata (default: UTC)')
    .option('--details', 'the hours behind each average as well')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase query top --user-id 99 --from 2023-01-01 --to 2024-01-01
  pulsebase query top --user P-0012 --from 2023-01-01 --to 2024-01-01
  pulsebase query top --user-id 99 --from 2023-03-01 --to 2023-04-01 --limit 3 --timezone Asia/Kolkata --details
  pulsebase query top --user-id 99 --from 2023-01-01 --to 2024-01-01 --min-readings 30
  pulsebase query top --user-id 99 --from 2023-01-01 --to 2024-01-01 --json

With --json: an array of averages in bpm in full precision; with --details an array of
{average, count, hours: [{start, count}]}. Equal averages of several hours appear once.
The zone never changes how --from and --to are read. Where one of them is a date alone, the window that was used is told
on stderr (not with --quiet).`,
    )
    .action((options: Options) => queryTop(context, options));
}

const AVERAGE: QueryTable<number> = {
  unit: 'average',
  columns: [{ title: 'average bpm', right: true }],
  cells: (average) => [formatBpm(average)],
};

const PEAK: QueryTable<PeakAverage> = {
  unit: 'average',
  columns: [{ title: 'average bpm', right: true }, { title: 'readings', right: true }, { title: 'hours (UTC)' }],
  cells: ({ average, count, hours }) => [
    formatBpm(average),
    formatCount(count),
    hours.map(({ start }) => `${start.toISOString().slice(0, 16)}Z`).join(' '),
  ],
};

async function queryTop(context: CommandContext, { details = false, userId, user, ...rest }: Options): Promise<void> {
  const query = { ...rest, user: chosenUser({ userId, user }) };
  const used = windowUsed(query);
  if (details) await printQuery(context, (store) => store.queryTop({ ...query, details }), PEAK, used);
  else await printQuery(context, (store) => store.queryTop(query), AVERAGE, used);
}
