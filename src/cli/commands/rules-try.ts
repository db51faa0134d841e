import type { Command } from 'commander';
import type { Episode } from '../../alarms/episode.ts';
import { requireRule } from '../../alarms/require-rule.ts';
import { resolveRule } from '../../alarms/resolve-rule.ts';
import { tryRule } from '../../alarms/try-rule.ts';
import type { AlarmEpisode, RuleTrial } from '../../client/alarms.ts';
import { isServiceUrl } from '../../model/url-scheme.ts';
import type { Store } from '../../store/store.ts';
import { requireWindow } from '../../window/window.ts';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { formatNumberOf } from '../format/numbers.ts';
import { table } from '../format/table.ts';
import { openWindow } from '../open-window.ts';
import { RULE_HELP, readRule } from '../read-rule.ts';
import { withShareDone } from '../with-share-done.ts';

interface Options {
  readonly from?: string;
  readonly to?: string;
}

/** Rows that people are shown. */
const SHOWN = 10;

export function defineRulesTry(command: Command, context: CommandContext): void {
  command
    .argument('<file>', 'the rule as JSON; - for standard input')
    .option('--from <time>', 'first instant, ISO 8601 (default: the first reading)')
    .option('--to <time>', 'last instant, inclusive (default: the last reading; silence until now)')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase rules try fast.json --from 2023-01-01 --to 2024-01-01
  pulsebase rules try fast.json --json | jq .days

Tells which alarms the rule would have raised: how many on each day, and of whom. Changes nothing. Asks the store, or the
service that --store or DATABASE_URL names, whose key needs the scope read.
${RULE_HELP}`,
    )
    .action((file: string, options: Options) => tryOut(context, file, options));
}

async function tryOut(context: CommandContext, file: string, options: Options): Promise<void> {
  const rule = await readRule(context, file);
  const window = openWindow(options);
  const url = context.globals.store ?? (await context.settings()).databaseUrl;
  const trial = isServiceUrl(url)
    ? await (await alarmsOf(context)).tryRule(rule, window, { signal: context.signal })
    : await context.withStore((store) => tryHere(context, store, rule, window));
  await context.print(trial, () => linesOf(trial));
}

async function tryHere(
  context: CommandContext,
  store: Store,
  given: unknown,
  window: Parameters<typeof requireWindow>[0],
): Promise<RuleTrial> {
  const rule = await resolveRule(requireRule(given, Date.now()), store);
  const { days, mostAlarmed, ...counts } = await withShareDone(context, 'trying the rule', (watch) =>
    tryRule(store, rule, requireWindow(window), Date.now(), watch),
  );
  return {
    ...counts,
    days: days.map(({ day, alarms }) => ({ day: day.toISOString().slice(0, 10), alarms })),
    mostAlarmed: mostAlarmed.map(({ longest, ...user }) => ({ ...user, longest: datesOf(longest) })),
  };
}

function linesOf({ usersConcerned, users, alarms, days, mostAlarmed }: RuleTrial): string[] {
  const most = Math.max(0, ...days.map((day) => day.alarms));
  const lines = [
    `${formatNumberOf(alarms, 'alarm')} of ${formatNumberOf(users, 'user')}; the rule concerns ${formatNumberOf(usersConcerned, 'user')}`,
  ];
  if (alarms === 0) return lines;
  return [
    ...lines,
    `on ${formatNumberOf(days.length, 'day')}, up to ${most} a day`,
    '',
    ...table(
      [{ title: 'user' }, { title: 'alarms', right: true }, { title: 'longest from' }, { title: 'until' }],
      mostAlarmed
        .slice(0, SHOWN)
        .map(({ userId, externalId, alarms: count, longest }) => [
          externalId ?? String(userId),
          String(count),
          longest.from.toISOString(),
          longest.until?.toISOString() ?? 'goes on',
        ]),
    ),
  ];
}

function datesOf({ from, raisedAt, until, ...episode }: Episode): AlarmEpisode {
  return {
    ...episode,
    from: new Date(from),
    raisedAt: new Date(raisedAt),
    until: until === null ? null : new Date(until),
  };
}
