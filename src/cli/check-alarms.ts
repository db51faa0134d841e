import type { AlarmReport, AlarmWorkProgress } from '../api/schemas/alarm-report.ts';
import { errorOfProblem } from '../client/service-calls.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { CommandContext } from './command-context.ts';
import { formatCount, formatNumberOf } from './format/numbers.ts';
import { serviceCallsOf } from './service-calls-of.ts';
import { withShareDone } from './with-share-done.ts';

const SHOWN_DIFFERENCES = 20;

/** Has the service compare all alarms with the readings, or mend what differs, and prints what it found. */
export async function checkAlarms(context: CommandContext, what: 'verify' | 'repair'): Promise<AlarmReport> {
  const calls = await serviceCallsOf(context);
  const path = `/v1/alarms/${what}`;
  const report = await withShareDone(context, `${what} alarms`, async ({ signal, onProgress }) => {
    const call = { method: 'POST', path, signal, isRepeatable: false, isLong: true } as const;
    for await (const line of calls.lines<AlarmWorkProgress & { readonly problem?: object }>(call)) {
      if (line.problem !== undefined) throw errorOfProblem(line.problem);
      if (line.done !== undefined) onProgress?.(line.done);
      if (line.report !== undefined) return line.report;
    }
    throw new PulsebaseError('CONNECTION_FAILED', `${calls.place} broke off before the report; do it again`);
  });
  await context.print(report, () => linesOf(report));
  return report;
}

function linesOf({ users, rules, alarms, differing, differences, isSettled }: AlarmReport): string[] {
  const shown = differences.slice(0, SHOWN_DIFFERENCES);
  const whose = `${formatNumberOf(users, 'user')} by ${formatNumberOf(rules, 'rule')}`;
  return [
    `compared ${formatNumberOf(alarms, 'alarm')} with the readings of ${whose}: ${formatCount(differing)} differ`,
    ...shown.map(({ kind, ruleId, userId, expected, actual }) => {
      const { from = '', until = null } = expected ?? actual ?? {};
      return `  user ${userId}, rule ${ruleId}: ${kind}, ${from} to ${until ?? 'now'}`;
    }),
    ...(differing > shown.length ? [`  … and ${formatCount(differing - shown.length)} more; --json shows 1,000`] : []),
    ...(isSettled ? [] : ['not all writes have been evaluated yet: what differs may only be late']),
  ];
}
