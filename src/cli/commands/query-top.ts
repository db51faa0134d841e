import type { Command } from 'commander';
import { requireWindow } from '../../window/window.ts';
import type { CommandContext } from '../command-context.ts';
import { formatBpm, formatCount, formatNumberOf } from '../format/numbers.ts';
import { table } from '../format/table.ts';
import { integer } from '../option-values.ts';
import { chosenUser, type UserOptions, userOption } from '../user-option.ts';

interface Options extends UserOptions {
  readonly from: string;
  readonly to: string;
  readonly limit?: number;
  readonly timezone?: string;
  readonly details?: boolean;
}

export function defineQueryTop(command: Command, context: CommandContext): void {
  userOption(command)
    .requiredOption('--from <time>', 'first instant, ISO 8601; without an offset it is UTC')
    .requiredOption('--to <time>', 'last instant, inclusive; a date alone is its midnight')
    .option('--limit <n>', 'how many averages, 1 to 10000 (default: 10)', integer('--limit', { min: 1, max: 10_000 }))
    .option('--timezone <zone>', 'IANA zone whose clock hours count, such as Asia/Kolkata (default: UTC)')
    .option('--details', 'the hours behind each average as well')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase query top --user-id 99 --from 2023-01-01 --to 2024-01-01
  pulsebase query top --user P-0012 --from 2023-01-01 --to 2024-01-01
  pulsebase query top --user-id 99 --from 2023-03-01 --to 2023-04-01 --limit 3 --timezone Asia/Kolkata --details
  pulsebase query top --user-id 99 --from 2023-01-01 --to 2024-01-01 --json

With --json: an array of averages in bpm in full precision; with --details an array of
{average, count, hours: [{start, count}]}. Equal averages of several hours appear once.
The zone never changes how --from and --to are read.`,
    )
    .action((options: Options) => queryTop(context, options));
}

async function queryTop(context: CommandContext, { userId, user, ...rest }: Options): Promise<void> {
  const options = { ...rest, user: chosenUser({ userId, user }) };
  requireWindow(options);
  const details = options.details === true;
  await context.withStore(async (store) => {
    const started = performance.now();
    if (!details) {
      const averages = await context.unlessInterrupted(store.queryTop({ ...options, details: false }));
      const ms = performance.now() - started;
      return context.print(averages, () => [
        ...table(
          ['rank', 'average bpm'].map((title) => ({ title, right: true })),
          averages.map((average, at) => [`${at + 1}`, formatBpm(average)]),
        ),
        ...context.timing(formatNumberOf(averages.length, 'average'), ms),
      ]);
    }
    const peaks = await context.unlessInterrupted(store.queryTop({ ...options, details: true }));
    const ms = performance.now() - started;
    return context.print(peaks, () => [
      ...table(
        [...['rank', 'average bpm', 'readings'].map((title) => ({ title, right: true })), { title: 'hours (UTC)' }],
        peaks.map(({ average, count, hours }, at) => [
          `${at + 1}`,
          formatBpm(average),
          formatCount(count),
          hours.map(({ start }) => `${start.toISOString().slice(0, 16)}Z`).join(' '),
        ]),
      ),
      ...context.timing(formatNumberOf(peaks.length, 'average'), ms),
    ]);
  });
}
