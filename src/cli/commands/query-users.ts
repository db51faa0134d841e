import type { Command } from 'commander';
import type { Gender } from '../../model/user.ts';
import type { CohortMember } from '../../store/store.ts';
import type { CommandContext } from '../command-context.ts';
import { formatBpm, formatCount } from '../format/numbers.ts';
import { decimal, genders, integer, MINIMUM } from '../option-values.ts';
import { printQuery, type QueryTable } from '../print-query.ts';
import { windowUsed } from '../window-used.ts';

interface Options {
  readonly minAge?: number;
  readonly gender?: readonly Gender[];
  readonly minHeartRate: number;
  readonly minReadings?: number;
  readonly minDays?: number;
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
    .option('--min-readings <n>', 'only users with so many readings in the window', integer('--min-readings', MINIMUM))
    .option(
      '--min-days <n>',
      'only users with readings in the window on so many UTC days',
      integer('--min-days', MINIMUM),
    )
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
  pulsebase query users --min-heart-rate 60 --min-days 300 --from 2023-01-01 --to 2024-01-01
  pulsebase query users --min-age 24 --min-heart-rate 60 --from 2023-01-01 --to 2024-01-01 --json | jq length

With --json: an array of user ids; with --details an array of
{userId, externalId, average, count}, averages in bpm.
Where --from or --to is a date alone, the window that was used is told on stderr (not with --quiet).`,
    )
    .action((options: Options) => queryUsers(context, options));
}

const USER: QueryTable<number> = {
  unit: 'user',
  columns: [{ title: 'user', right: true }],
  cells: (id) => [`${id}`],
};

const MEMBER: QueryTable<CohortMember> = {
  unit: 'user',
  columns: ['user', 'external id', 'average bpm', 'readings'].map((title) => ({
    title,
    right: title !== 'external id',
  })),
  cells: ({ userId, externalId, average, count }) => [
    `${userId}`,
    externalId ?? '',
    formatBpm(average),
    formatCount(count),
  ],
};

async function queryUsers(context: CommandContext, { details = false, ...query }: Options): Promise<void> {
  const used = windowUsed(query);
  if (details) await printQuery(context, (store) => store.queryUsers({ ...query, details }), MEMBER, used);
  else await printQuery(context, (store) => store.queryUsers(query), USER, used);
}
