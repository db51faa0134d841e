import type { EventResult } from './torment-services.ts';
import { rowOf, sentenceOf, type TortureRun } from './torture-run.ts';

export const SERVICES_HEADER = `# Torture of two services

Written by \`npm run torture:services -- --report docs/torture-services.md\` (\`test/faults/\`). Two services over one
PostgreSQL with one state (\`STATE_URL\`) get requests in turn. Six callers each measure a user: new readings, bodies of
more than 256 KiB, corrections, repeats of what was answered; they erase windows and whole users, also while a body is
on its way to the other service, and send new readings of the same time as soon as that is answered. A request whose
answer does not come is sent to the other service. Meanwhile a service is killed (SIGKILL), both are, one is stopped
(SIGTERM), or stands still (SIGSTOP) until requests wait for it, or until they have been given up and answered by the
other one, and then goes on. The one that leads is killed while it has something to evaluate or to tell, or stands still
until the other one leads. Four rules, one of each kind, raise alarms, of which a receiver is told that lets one of 50
messages go without an answer. After each round both services are asked for all readings:

- everything acknowledged is there, with the value sent last;
- nothing erased is there, and nothing of a body that was on its way;
- each receipt counted what its request did, and a repeat got the same receipt (where an answer did not come, its repeat
  may find all of it there); only a service that stood still may refuse a body since its key may have gone to the other;
- \`verify\` finds every roll-up equal to its readings;
- \`alarms verify\` finds every alarm to be what the readings say;
- the receiver, who takes each \`webhook-id\` once, knows all alarms as they are; of those of deleted users alone it may
  know some that are gone. No event came under two ids, and those of an alarm in order.

"Lost" are readings that had to be there, "returned" those that must not be, "false" receipts that did not tell the
truth, "untold" alarms of which the receiver knew something else than was so, "failed" rounds in which anything was
wrong. The next round then begins with a new store.
`;

/**
 * @param results By what happened.
 * @param options Those that it ran with.
 */
export function servicesReport(results: readonly EventResult[], run: TortureRun, options: readonly string[]): string {
  const numbers = (result: EventResult) => [
    ...[result.rounds, result.acknowledged, result.repeated, result.erasures, result.overtaken],
    ...[result.lost, result.returned, result.falseReceipts, result.alarms, result.untold, result.failed],
  ];
  const total = results.map(numbers).reduce((sum, each) => sum.map((value, at) => value + each[at]!));
  const names = ['rounds', 'acknowledged', 'sent again', 'erasures', 'bodies overtaken'];
  return `${SERVICES_HEADER}
${sentenceOf(run)}
Options: \`${options.join(' ')}\`.

${rowOf(['what happened', ...names, 'lost', 'returned', 'false', 'alarms', 'untold', 'failed'])}
| --- | ${Array(11).fill('---:').join(' | ')} |
${results.map((result) => rowOf([result.event, ...numbers(result)])).join('\n')}
${rowOf(['**all**', ...total.map((count) => `**${count}**`)])}
`;
}
