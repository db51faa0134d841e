import { styleText } from 'node:util';
import type { StoreStats } from '../engine/store-stats.ts';
import type { VerifyReport } from '../engine/verify-report.ts';
import type { Receipt } from '../store/store.ts';
import { type CallTimes, DEMO_COHORT, DEMO_USER, DEMO_WINDOW, type DemoAnswers } from './demo-queries.ts';
import { formatBpm, formatBytes, formatCount, formatDuration } from './format/numbers.ts';
import { table } from './format/table.ts';
import type { Output } from './output.ts';

/** What the demo found. */
export interface DemoResult {
  readonly users: number;
  readonly receipt: Receipt;
  readonly loadMs: number;
  readonly answers: DemoAnswers;
  readonly verified: VerifyReport;
  readonly stats: StoreStats;
}

const SHOWN_USERS = 5;
const WINDOW = `--from ${DEMO_WINDOW.from} --to ${DEMO_WINDOW.to}`;

export function demoIntroduction(out: Output, users: number, readings: number): string[] {
  const title = `Pulsebase demo: ${formatCount(readings)} readings of ${users} users, one year`;
  return [paint(out, 'bold', title), ''];
}

/** The demo for people; with colours only on a terminal that supports them. */
export function demoLines(out: Output, result: DemoResult, keptUrl: string | undefined): string[] {
  const { answers, receipt, loadMs, stats, verified } = result;
  const { minAge, gender, minHeartRate } = DEMO_COHORT;
  const heading = (text: string) => paint(out, ['bold', 'cyan'], text);
  const dim = (text: string) => paint(out, 'dim', text);
  const rate = formatCount((receipt.inserted * 1000) / loadMs);
  const each = (stats.bytes.total / Math.max(1, stats.readings)).toFixed(1);
  const right = (title: string) => ({ title, right: true });
  const members = answers.members.slice(0, SHOWN_USERS);
  return [
    heading('Loaded'),
    `  ${formatCount(receipt.inserted)} readings in ${formatDuration(loadMs)}: ${rate} a second, roll-ups included`,
    `  ${formatBytes(stats.bytes.total)} on disk: ${each} bytes a reading, roll-ups included`,
    '',
    heading(`Which men older than ${minAge} had an average above ${minHeartRate} bpm in the year?`),
    dim(
      `  pulsebase query users --min-age ${minAge} --gender ${gender} --min-heart-rate ${minHeartRate} ${WINDOW} --details`,
    ),
    ...indented(
      table(
        ['rank', 'user', 'average bpm', 'readings'].map(right),
        members.map(({ userId, average, count }, at) => [
          `${at + 1}`,
          `${userId}`,
          formatBpm(average),
          formatCount(count),
        ]),
      ),
    ),
    `  the first ${members.length} of ${answers.members.length} users`,
    '',
    heading(`Which were the highest hours of user ${DEMO_USER}?`),
    dim(`  pulsebase query top --user-id ${DEMO_USER} ${WINDOW} --details`),
    ...indented(
      table(
        [...['rank', 'average bpm', 'readings'].map(right), { title: 'hours (UTC)' }],
        answers.peaks.map(({ average, count, hours }, at) => [
          `${at + 1}`,
          formatBpm(average),
          formatCount(count),
          hours.map(({ start }) => `${start.toISOString().slice(0, 16)}Z`).join(' '),
        ]),
      ),
    ),
    '',
    heading('How long do the answers take?'),
    ...indented(
      table(
        [{ title: 'query' }, { title: 'window' }, right('median'), right('95 of 100')],
        [
          timesRow('query users', 'the year', answers.queryUsers.aligned),
          timesRow('query users', 'nearly a year, odd ends', answers.queryUsers.ragged),
          timesRow('query top', 'the year', answers.queryTop.aligned),
          timesRow('query top', 'nearly a year, odd ends', answers.queryTop.ragged),
        ],
      ),
    ),
    '',
    heading('Is it right?'),
    verified.ok
      ? `  ${paint(out, 'green', 'yes')}: ${formatCount(verified.buckets)} roll-ups equal the ${formatCount(verified.readings)} readings`
      : `  ${paint(out, 'red', 'no')}: ${formatCount(verified.differing)} roll-ups differ ${verified.problems.join('; ')}`,
    ...(keptUrl === undefined ? [] : ['', `The store is kept: pulsebase stats --store ${keptUrl}`]),
  ];
}

/** The demo for machines. */
export function demoJson(
  { users, receipt, loadMs, answers, verified, stats }: DemoResult,
  keptUrl: string | undefined,
): unknown {
  return {
    users,
    readings: receipt.inserted,
    load: {
      seconds: loadMs / 1000,
      readingsPerSecond: Math.round((receipt.inserted * 1000) / loadMs),
      bytesPerReading: stats.bytes.total / Math.max(1, stats.readings),
    },
    queryUsers: { answer: answers.members, milliseconds: answers.queryUsers },
    queryTop: { answer: answers.peaks, milliseconds: answers.queryTop },
    verify: { ok: verified.ok, buckets: verified.buckets, readings: verified.readings, differing: verified.differing },
    store: keptUrl ?? null,
  };
}

function timesRow(query: string, window: string, { p50, p95 }: CallTimes): string[] {
  return [query, window, `${p50.toFixed(1)} ms`, `${p95.toFixed(1)} ms`];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function paint(out: Output, format: Parameters<typeof styleText>[0], text: string): string {
  return out.isTerminal ? styleText(format, text, { stream: out.stream }) : text;
}
