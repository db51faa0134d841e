import type { Command } from 'commander';
import type { Episode } from '../../alarms/episode.ts';
import { requireRule } from '../../alarms/require-rule.ts';
import { resolveRule } from '../../alarms/resolve-rule.ts';
import { tryRule } from '../../alarms/try-rule.ts';
import type { AlarmEpisode, RuleTrial } from '../../client/alarms.ts';
import { isServiceUrl } from '../../model/url-scheme.ts';
import type { Store } from '../../store/store.ts';
import { requireWindow, type WindowInput } from '../../window/window.ts';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { formatBpm, formatCount, formatNumberOf } from '../format/numbers.ts';
import { table } from '../format/table.ts';
import { openWindow } from '../open-window.ts';
import { userId } from '../option-values.ts';
import { RULE_HELP, readRule } from '../read-rule.ts';
import { withShareDone } from '../with-share-done.ts';

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly userId?: number;
}

/** Rows that people are shown. */
const SHOWN = 10;

export function defineRulesTry(command: Command, context: CommandContext): void {
  command
    .argument('<file>', 'the rule as JSON; - for standard input')
    .option('--from <time>', 'first instant, ISO 8601 (default: the first reading)')
    .option('--to <time>', 'last instant, inclusive (default: the last reading; silence until now)')
    .option('--user-id <id>', 'only this user, if the rule concerns them: tells each alarm', userId('--user-id'))
    .addHelpText(
      'after',
      `
Examples:
  pulsebase rules try fast.json --from 2023-01-01 --to 2024-01-01
  pulsebase rules try fast.json --user-id 99
  pulsebase rules try fast.json --json | jq .days

Tells which alarms the rule would have raised: how many on each day, and of whom. Changes nothing. Asks the store, or the
service that --store or DATABASE_URL names, whose key needs the scope read.
${RULE_HELP}`,
    )
    .action((file: string, options: Options) => tryOut(context, file, options));
}

async function tryOut(context: CommandContext, file: string, options: Options): Promise<void> {
  const rule = await readRule(context, file);
  const { userId: only } = options;
  const window = openWindow(options);
  const url = context.globals.store ?? (await context.settings()).databaseUrl;
  const trial = isServiceUrl(url)
    ? await (await alarmsOf(context)).tryRule(rule, { ...window, userId: only }, { signal: context.signal })
    : await context.withStore((store) => tryHere(context, store, rule, window, only));
  await context.print(trial, () => linesOf(trial));
}

async function tryHere(
  context: CommandContext,
  store: Store,
  given: unknown,
  window: WindowInput,
  only: number | undefined,
): Promise<RuleTrial> {
  const rule = await resolveRule(requireRule(given, Date.now()), store);
  const { days, mostAlarmed, episodes, ...counts } = await withShareDone(context, 'trying the rule', (watch) =>
    tryRule(store, rule, requireWindow(window), Date.now(), { ...watch, userId: only }),
  );
  return {
    ...counts,
    days: days.map(({ day, alarms }) => ({ day: day.toISOString().slice(0, 10), alarms })),
    mostAlarmed: mostAlarmed.map(({ longest, ...user }) => ({ ...user, longest: datesOf(longest) })),
    episodes: episodes.map(datesOf),
  };
}

function linesOf({ usersConcerned, users, alarms, days, mostAlarmed, episodes }: RuleTrial): string[] {
  const most = Math.max(0, ...days.map((day) => day.alarms));
  const lines = [
    `${formatNumberOf(alarms, 'alarm')} of ${formatNumberOf(users, 'user')}; the rule concerns ${formatNumberOf(usersConcerned, 'user')}`,
  ];
  if (alarms === 0) return lines;
  return [
    ...lines,
    `on ${formatNumberOf(days.length, 'day')}, up to ${most} a day`,
    '',
    ...(episodes.length > 0 ? linesOfEpisodes(episodes) : linesOfUsers(mostAlarmed)),
  ];
}

function linesOfUsers(mostAlarmed: RuleTrial['mostAlarmed']): string[] {
  return table(
    [{ title: 'user' }, { title: 'alarms', right: true }, { title: 'longest from' }, { title: 'until' }],
    mostAlarmed
      .slice(0, SHOWN)
      .map(({ userId, externalId, alarms: count, longest }) => [
        externalId ?? String(userId),
        String(count),
        longest.from.toISOString(),
        longest.until?.toISOString() ?? 'goes on',
      ]),
  );
}

function linesOfEpisodes(episodes: RuleTrial['episodes']): string[] {
  return table(
    [{ title: 'from' }, { title: 'until' }, { title: 'peak bpm', right: true }, { title: 'readings', right: true }],
    episodes.map(({ from, until, peak, readings }) => [
      from.toISOString(),
      until?.toISOString() ?? 'goes on',
      peak === null ? '' : formatBpm(peak),
      formatCount(readings),
    ]),
  );
}

function datesOf({ from, raisedAt, until, ...episode }: Episode): AlarmEpisode {
  return {
    ...episode,
    from: new Date(from),
    raisedAt: new Date(raisedAt),
    until: until === null ? null : new Date(until),
  };
}
