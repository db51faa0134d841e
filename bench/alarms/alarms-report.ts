import { markdownTable } from '../report/markdown-table.ts';
import type { Times } from '../times.ts';
import type { AlarmsResult } from './run-alarms.ts';

/** A run as Markdown. */
export function alarmsReport(result: AlarmsResult): string {
  const { machine, options, delay, receipts, queries, memory } = result;
  const count = (value: number) => Math.round(value).toLocaleString('en');
  const ms = (value: number) => value.toFixed(1);
  const row = (name: string, { calls, p50, p95, p99, max }: Times) => [
    name,
    count(calls),
    ...[p50, p95, p99, max].map(ms),
  ];
  const pairs = options.rules * options.users;
  return [
    '# Alarms under load',
    '',
    `${result.date}, \`${result.command}\`. ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; load before the run ${machine.loadBefore}.`,
    `An embedded store of ${count(options.readings)} readings of ${count(options.users)} users, ${options.rules} rules; ${count(options.readingsPerSecond)} readings/s in requests of 50 beside ${options.queriesPerSecond} queries/s, ${options.spikesPerSecond} alarms/s; two services in turn, one of them without rules, ${options.rounds} times ${options.seconds} s each. Who sends and who is told is a process of its own on the same cores.`,
    '',
    markdownTable(
      ['ms', 'calls', 'p50', 'p95', 'p99', 'max'],
      [
        row('from the receipt to the webhook at its receiver', delay),
        row('receipts, with rules', receipts.watched),
        row('receipts, without', receipts.plain),
        row('queries, with rules', queries.watched),
        row('queries, without', queries.plain),
      ],
    ),
    '',
    markdownTable(
      ['goal', 'wanted', 'measured', ''],
      goals(result).map(({ goal, wanted, measured, isMet }) => [
        goal,
        wanted,
        measured,
        options.smoke ? 'not judged' : isMet ? 'met' : 'MISSED',
      ]),
    ),
    '',
    `Memory: ${mb(memory.before)} before there were rules, ${mb(memory.watched)} with them, ${mb(memory.plain)} without after the same load: ${((memory.watched - memory.plain) / pairs).toFixed(0)} bytes a rule and user. All rules were applied to all users after ${result.applySeconds.toFixed(1)} s; \`alarms verify\` took ${result.verifySeconds.toFixed(1)} s.`,
    '',
  ].join('\n');
}

function goals({ delay, receipts, memory, trySeconds, options }: AlarmsResult) {
  const ratio = (share: 'p50' | 'p95') => receipts.watched[share] / receipts.plain[share] - 1;
  const growth = memory.watched - memory.plain;
  return [
    { goal: 'told, median', wanted: 'below 100 ms', measured: `${delay.p50.toFixed(1)} ms`, isMet: delay.p50 < 100 },
    { goal: 'told, p95', wanted: 'below 500 ms', measured: `${delay.p95.toFixed(1)} ms`, isMet: delay.p95 < 500 },
    {
      goal: 'receipts, median, beside those without rules',
      wanted: 'at most 10 % later',
      measured: `${(ratio('p50') * 100).toFixed(1)} %`,
      isMet: ratio('p50') <= 0.1,
    },
    {
      goal: '`rules try` over all readings',
      wanted: 'below 60 s for 60 M',
      measured: `${trySeconds.toFixed(1)} s`,
      isMet: trySeconds < Math.max(10, (60 * options.readings) / 60e6),
    },
    {
      goal: 'memory of rules times users',
      wanted: 'at most 512 MB',
      measured: mb(growth),
      isMet: growth <= 512e6,
    },
  ];
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
