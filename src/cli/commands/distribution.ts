import type { Command } from 'commander';
import type { Distribution, DistributionQuery } from '../../store/store.ts';
import type { CommandContext } from '../command-context.ts';
import { formatBpm, formatCount, formatDuration, formatNumberOf } from '../format/numbers.ts';
import { table } from '../format/table.ts';
import { decimals, integer } from '../option-values.ts';
import { type PeopleOptions, peopleOptions } from '../people-options.ts';
import { windowUsed } from '../window-used.ts';

interface Options extends PeopleOptions {
  readonly zones?: readonly number[];
  readonly percentiles?: readonly number[];
  readonly maxGapMinutes?: number;
}

export function defineDistribution(command: Command, context: CommandContext): void {
  peopleOptions(command)
    .option('--zones <limits>', 'limits between zones in bpm, ascending, separated by commas', decimals('--zones'))
    .option('--percentiles <list>', 'percentiles (default: 5,25,50,75,95)', decimals('--percentiles'))
    .option(
      '--max-gap-minutes <n>',
      'how long a reading stands at most until the next one (default: 10)',
      integer('--max-gap-minutes', { min: 1, max: 1440 }),
    )
    .addHelpText(
      'after',
      `
Examples:
  pulsebase distribution --user-id 99 --from 2023-01-01 --to 2024-01-01 --zones 100,120,140,160
  pulsebase distribution --min-age 65 --gender female --from 2023-01-01 --to 2023-02-01 --percentiles 50,99.9
  pulsebase distribution --user P-0012 --from 2023-01-01 --to 2024-01-01 --zones 60,100 --json

Of one user, or of all readings of several together: everybody, or those of an age and gender.
A zone holds heart rates from its first limit up to, but not including, the next one. A reading stands until the next
one of the same user, no longer than --max-gap-minutes and the window. Percentiles are nearest ranks: heart rates that
were measured. With --json an object {users, count, minutes, average, min, max, percentiles: [{percentile, heartRate}],
zones: [{from, to, count, minutes}]}.
Where --from or --to is a date alone, the window that was used is told on stderr (not with --quiet).`,
    )
    .action((options: Options) => distribution(context, options));
}

async function distribution(context: CommandContext, query: Options): Promise<void> {
  const used = windowUsed(query);
  await context.withStore(async (store) => {
    const started = performance.now();
    const answer = await context.unlessInterrupted(store.distribution(query as DistributionQuery));
    const ms = performance.now() - started;
    if (used !== undefined) context.note(used);
    await context.print(answer, () => [
      ...lines(answer),
      ...context.timing(`${formatNumberOf(answer.count, 'reading')} of ${formatNumberOf(answer.users, 'user')}`, ms),
    ]);
  });
}

function lines({ average, min, max, percentiles, zones }: Distribution): string[] {
  const right = (title: string) => ({ title, right: true });
  const values: readonly (readonly [string, number | null])[] = [
    ['average', average],
    ['lowest', min],
    ['highest', max],
    ...percentiles.map(({ percentile, heartRate }) => [`${percentile} %`, heartRate] as const),
  ];
  return [
    ...table(
      [right('of readings'), right('bpm')],
      values.map(([name, value]) => [name, value === null ? '-' : formatBpm(value)]),
    ),
    '',
    ...table(
      [right('zone'), right('readings'), right('time')],
      zones.map(({ from, to, count, minutes }) => [
        `${from ?? ''}-${to ?? ''}`,
        formatCount(count),
        formatDuration(minutes * 60_000),
      ]),
    ),
  ];
}
