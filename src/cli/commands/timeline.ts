import type { Command } from 'commander';
import { AVERAGE_FORMS } from '../../store/row-forms.ts';
import { TIMELINE_LEVELS, type TimelineLevel } from '../../window/timeline-level.ts';
import { choiceOption } from '../choice-option.ts';
import type { CommandContext } from '../command-context.ts';
import { formatCount } from '../format/numbers.ts';
import { integer } from '../option-values.ts';
import { chosenUser, type UserOptions, userOption } from '../user-option.ts';
import { windowUsed } from '../window-used.ts';

interface Options extends UserOptions {
  readonly from: string;
  readonly to: string;
  readonly maxPoints?: number;
  readonly level?: TimelineLevel;
}

export function defineTimeline(command: Command, context: CommandContext): void {
  userOption(command)
    .requiredOption('--from <time>', 'first instant, ISO 8601; without an offset it is UTC')
    .requiredOption('--to <time>', 'last instant, inclusive; a date alone is its midnight')
    .option(
      '--max-points <n>',
      'the most points, 1 to 4000 (default: 4000)',
      integer('--max-points', { min: 1, max: 4000 }),
    )
    .addOption(
      choiceOption('--level <level>', 'what a point is (default: the finest level that is allowed)', TIMELINE_LEVELS),
    )
    .addHelpText(
      'after',
      `
Examples:
  pulsebase timeline --user-id 99 --from 2023-01-01 --to 2024-01-01
  pulsebase timeline --user-id 99 --from 2023-03-01 --to 2023-03-08 --max-points 500
  pulsebase timeline --user P-0012 --from 2023-01-01 --to 2023-02-01 --level day --json

Prints CSV: start,count,average,min,max, heart rates in bpm, and tells the level on stderr (not with --quiet); with
--json an object {level, points: [{start, count, average, min, max}]}.
A point is a reading (raw), or all readings of a stretch of UTC. Stretches without readings are left out.
Where --from or --to is a date alone, the window that was used is told on stderr (not with --quiet).`,
    )
    .action((options: Options) => timeline(context, options));
}

async function timeline(context: CommandContext, { from, to, maxPoints, level, ...options }: Options): Promise<void> {
  const user = chosenUser(options);
  const window = { from, to };
  const used = windowUsed(window);
  await context.withStore(async (store) => {
    const answer = await context.unlessInterrupted(store.timeline(user, window, { maxPoints, level }));
    if (used !== undefined) context.note(used);
    if (!context.json) context.note(`level: ${answer.level}, ${formatCount(answer.points.length)} points`);
    await context.print(answer, () => [AVERAGE_FORMS.csvHeader, ...answer.points.map(AVERAGE_FORMS.csv)]);
  });
}
