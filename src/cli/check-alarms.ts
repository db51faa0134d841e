import type { AlarmReport } from '../client/alarms.ts';
import { alarmsOf } from './alarms-of.ts';
import type { CommandContext } from './command-context.ts';
import { formatCount, formatNumberOf } from './format/numbers.ts';
import { withShareDone } from './with-share-done.ts';

const SHOWN_DIFFERENCES = 20;

/** Has the service compare all alarms with the readings, or mend what differs, and prints what it found. */
export async function checkAlarms(context: CommandContext, what: 'verify' | 'repair'): Promise<AlarmReport> {
  const client = await alarmsOf(context);
  const report = await withShareDone(context, `${what} alarms`, (watch) => client[`${what}Alarms`](watch));
  await context.print(report, () => linesOf(report));
  return report;
}

function linesOf({ users, rules, alarms, differing, differences, isSettled }: AlarmReport): string[] {
  const shown = differences.slice(0, SHOWN_DIFFERENCES);
  const whose = `${formatNumberOf(users, 'user')} by ${formatNumberOf(rules, 'rule')}`;
  return [
    `compared ${formatNumberOf(alarms, 'alarm')} with the readings of ${whose}: ${formatCount(differing)} differ`,
    ...shown.map(({ kind, ruleId, userId, expected, actual }) => {
      const { from, until } = expected ?? actual ?? {};
      const times = `${from?.toISOString() ?? ''} to ${until?.toISOString() ?? 'now'}`;
      return `  user ${userId}, rule ${ruleId}: ${kind}, ${times}`;
    }),
    ...(differing > shown.length ? [`  … and ${formatCount(differing - shown.length)} more; --json shows 1,000`] : []),
    ...(isSettled ? [] : ['not all writes have been evaluated yet: what differs may only be late']),
  ];
}
