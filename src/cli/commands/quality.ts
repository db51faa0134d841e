import type { Command } from 'commander';
import type { QualityDay, QualityQuery, UserQuality } from '../../store/store.ts';
import type { CommandContext } from '../command-context.ts';
import { formatCount, formatDuration, formatNumberOf } from '../format/numbers.ts';
import { table } from '../format/table.ts';
import { integer } from '../option-values.ts';
import { type PeopleOptions, peopleOptions } from '../people-options.ts';
import { windowUsed } from '../window-used.ts';

interface Options extends PeopleOptions {
  readonly timezone?: string;
  readonly minMinutesOfHour?: number;
  readonly minHoursOfDay?: number;
  readonly gapMinutes?: number;
  readonly byDay?: boolean;
}

export function defineQuality(command: Command, context: CommandContext): void {
  peopleOptions(command)
    .option('--timezone <zone>', 'IANA zone whose minutes, hours and days count (default: UTC)')
    .option(
      '--min-minutes-of-hour <n>',
      'minutes with readings that make an hour valid (default: 30)',
      integer('--min-minutes-of-hour', { min: 1, max: 60 }),
    )
    .option(
      '--min-hours-of-day <n>',
      'valid hours that make a day valid (default: 10)',
      integer('--min-hours-of-day', { min: 1, max: 25 }),
    )
    .option(
      '--gap-minutes <n>',
      'silences longer than this are gaps (default: 60)',
      integer('--gap-minutes', { min: 1, max: 527_040 }),
    )
    .option('--by-day', 'print the days, of all users together, instead of the users')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase quality --user-id 99 --from 2023-01-01 --to 2024-01-01
  pulsebase quality --user-id 99 --from 2023-01-01 --to 2023-02-01 --by-day --timezone Europe/Berlin
  pulsebase quality --min-age 65 --from 2023-01-01 --to 2024-01-01 --min-minutes-of-hour 1 --json

Of one user, or of everybody, or of those of an age and gender. A minute counts if there is a reading in it. A silence is
the time between two readings of a user, or between one and the end of the window.
With --json an object {days: [{start, users, count, wornMinutes, validHours, validDays}], users: [{userId, externalId,
count, days, wornMinutes, validHours, validDays, longestSilenceMinutes, gaps}]}.
Where --from or --to is a date alone, the window that was used is told on stderr (not with --quiet).`,
    )
    .action((options: Options) => quality(context, options));
}

async function quality(context: CommandContext, { byDay = false, ...query }: Options): Promise<void> {
  const used = windowUsed(query);
  await context.withStore(async (store) => {
    const started = performance.now();
    const answer = await context.unlessInterrupted(store.quality(query as QualityQuery));
    const ms = performance.now() - started;
    if (used !== undefined) context.note(used);
    await context.print(answer, () => [
      ...(byDay ? daysTable(answer.days) : usersTable(answer.users)),
      ...context.timing(formatNumberOf(answer.users.length, 'user'), ms),
    ]);
  });
}

function daysTable(days: readonly QualityDay[]): string[] {
  return table(
    ['day (UTC)', 'users', 'readings', 'worn min', 'valid h', 'valid days'].map((title, at) => ({
      title,
      right: at > 0,
    })),
    days.map(({ start, users, ...numbers }) => [
      `${start.toISOString().slice(0, 16)}Z`,
      formatCount(users),
      ...[numbers.count, numbers.wornMinutes, numbers.validHours, numbers.validDays].map(formatCount),
    ]),
  );
}

function usersTable(users: readonly UserQuality[]): string[] {
  return table(
    ['user', 'external id', 'readings', 'days', 'worn min', 'valid h', 'valid days', 'longest silence', 'gaps'].map(
      (title) => ({ title, right: title !== 'external id' }),
    ),
    users.map(({ userId, externalId, count, days, wornMinutes, validHours, validDays, ...silence }) => [
      `${userId}`,
      externalId ?? '',
      ...[count, days, wornMinutes, validHours, validDays].map(formatCount),
      formatDuration(silence.longestSilenceMinutes * 60_000),
      formatCount(silence.gaps),
    ]),
  );
}
