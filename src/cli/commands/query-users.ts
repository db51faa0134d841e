import type { Command } from 'commander';
import type { Gender } from '../../model/user.ts';
import { requireWindow } from '../../window/window.ts';
import type { CommandContext } from '../command-context.ts';
import { formatBpm, formatCount, formatNumberOf } from '../format/numbers.ts';
import { table } from '../format/table.ts';
import { decimal, genders } from '../option-values.ts';

interface Options {
  readonly minAge?: number;
  readonly gender?: readonly Gender[];
  readonly minHeartRate: number;
  readonly from: string;
  readonly to: string;
  readonly asOf?: string;
  readonly details?: boolean;
}

export function defineQueryUsers(command: Command, context: CommandContext): void {
  command
    .option('--min-age <years>', 'only users older than this many completed years', decimal('--min-age'))
    .option('--gender <codes>', 'male, female, other, unknown; several separated by commas', genders('--gender'))
    .requiredOption('--min-heart-rate <bpm>', 'only users whose average is above this', decimal('--min-heart-rate'))
    .requiredOption('--from <time>', 'first instant, ISO 8601; without an offset it is UTC')
    .requiredOption('--to <time>', 'last instant, inclusive; a date alone is its midnight')
    .option('--as-of <date>', 'day for ages from birth dates (default: the last day of the window)')
    .option('--details', 'averages and counts as well')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase query users --min-age 24 --gender male --min-heart-rate 60 --from 2023-01-01 --to 2024-01-01
  pulsebase query users --min-heart-rate 75.5 --gender female,other --from 2023-06-01T08:00 --to 2023-06-02 --details
  pulsebase query users --min-age 24 --min-heart-rate 60 --from 2023-01-01 --to 2024-01-01 --json | jq length

With --json: an array of user ids; with --details an array of
{userId, externalId, average, count}, averages in bpm.`,
    )
    .action((options: Options) => queryUsers(context, options));
}

async function queryUsers(context: CommandContext, options: Options): Promise<void> {
  requireWindow(options);
  const details = options.details === true;
  await context.withStore(async (store) => {
    const started = performance.now();
    if (!details) {
      const ids = await context.unlessInterrupted(store.queryUsers({ ...options, details: false }));
      const ms = performance.now() - started;
      return context.print(ids, () => [
        ...table(
          [
            { title: 'rank', right: true },
            { title: 'user', right: true },
          ],
          ids.map((id, at) => [`${at + 1}`, `${id}`]),
        ),
        ...context.timing(formatNumberOf(ids.length, 'user'), ms),
      ]);
    }
    const members = await context.unlessInterrupted(store.queryUsers({ ...options, details: true }));
    const ms = performance.now() - started;
    return context.print(members, () => [
      ...table(
        ['rank', 'user', 'external id', 'average bpm', 'readings'].map((title) => ({
          title,
          right: title !== 'external id',
        })),
        members.map(({ userId, externalId, average, count }, at) => [
          `${at + 1}`,
          `${userId}`,
          externalId ?? '',
          formatBpm(average),
          formatCount(count),
        ]),
      ),
      ...context.timing(formatNumberOf(members.length, 'user'), ms),
    ]);
  });
}
