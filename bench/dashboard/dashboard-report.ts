import { markdownTable } from '../report/markdown-table.ts';
import { timesOf } from '../times.ts';
import type { Day } from './measure-day.ts';
import type { Load } from './measure-loads.ts';
import type { Moves } from './measure-moves.ts';
import type { DashboardResult } from './run-dashboard.ts';
import type { Audit } from './run-lighthouse.ts';

/** What was asked for. */
const GOALS = { usableMs: 1000, fileBytes: 150_000, stepMs: 100, framesPerSecond: 50, score: 95 } as const;
/** Hours of the day that the report tells of, beside the last one. */
const TOLD_HOURS = [0, 1, 2, 4, 8, 12, 16, 20];

/** The result as people read it. */
export function dashboardReport(result: DashboardResult & { readonly command: string }): string {
  const { date, command, machine, store, loads, moves, days, audits } = result;
  const { processor, cores, memoryBytes, system, node, loadBefore } = machine;
  const sections = [
    `# Dashboard\n\n${date}: \`${command}\``,
    `${processor}, ${cores} cores, ${(memoryBytes / 1e9).toFixed(1)} GB, ${system}, Node ${node}; load average before the run ${loadBefore}`,
    `${count(store.readings)} readings, ${count(store.personReadings)} of them of the person in ten years.`,
  ];
  if (loads.length > 0) sections.push('## Loading, empty cache', loadsTable(loads));
  if (moves !== undefined) sections.push('## Moving through ten years', ...movesTables(moves));
  if (days.length > 0) sections.push('## Open for hours, with readings and alarms coming in', dayTable(days));
  if (audits.length > 0) sections.push('## Lighthouse 13, simulated throttling', auditsTable(audits));
  return sections.join('\n\n');
}

function loadsTable(pages: DashboardResult['loads']): string {
  const rows = pages.map(({ name, loads }) => {
    const of = (value: (load: Load) => number) => timesOf(loads.map(value));
    const pair = (value: (load: Load) => number) => `${of(value).p50.toFixed(0)} / ${of(value).p95.toFixed(0)}`;
    const usable = of((load) => load.usable);
    const fileBytes = of((load) => load.fileBytes).max;
    return [
      name,
      pair((load) => load.firstPaint),
      pair((load) => load.largestPaint),
      `${pair((load) => load.usable)} ${judged(usable.p95 < GOALS.usableMs)}`,
      pair((load) => load.whole),
      `${(fileBytes / 1000).toFixed(0)} ${judged(fileBytes <= GOALS.fileBytes)}`,
      (of((load) => load.answerBytes).max / 1000).toFixed(0),
      String(of((load) => load.requests).max),
      of((load) => load.layoutShift).max.toFixed(3),
    ];
  });
  const titles = ['p50 / p95, ms', 'first paint', 'largest paint', 'usable', 'whole', 'files, kB', 'answers, kB'];
  return markdownTable([...titles, 'requests', 'layout shift'], rows);
}

function movesTables({ steps, stretches, fetched }: Moves): string[] {
  const stepRows = (['key', 'wheel', 'button'] as const).flatMap((by) =>
    [true, false].map((isFetched) => {
      const ms = steps.filter((step) => step.by === by && step.isFetched === isFetched).map((step) => step.ms);
      return { what: `${by}, ${isFetched ? 'fetched' : 'nothing to fetch'}`, ms };
    }),
  );
  const rows = [...stepRows, { what: 'all', ms: steps.map(({ ms }) => ms) }]
    .filter(({ ms }) => ms.length > 0)
    .map(({ what, ms }) => {
      const { calls, p50, p95, max } = timesOf(ms);
      const times = [p50, p95, max].map((time) => time.toFixed(0));
      return [what, count(calls), times[0]!, `${times[1]} ${judged(p95 <= GOALS.stepMs)}`, times[2]!];
    });
  const stretchRows = (['drag', 'wheel'] as const).map((by) => {
    const of = stretches.filter((stretch) => stretch.by === by);
    const rates = of.map(({ framesPerSecond }) => framesPerSecond);
    const [least, median] = [Math.min(...rates), timesOf(rates).p50];
    const [looked, blank] = [of.map((each) => each.looked), of.map((each) => each.blank)].map(sum);
    return [
      by,
      count(of.length),
      median.toFixed(1),
      `${least.toFixed(1)} ${judged(least >= GOALS.framesPerSecond)}`,
    ].concat(longest(of.map(({ longestFrame }) => longestFrame)), `${blank} of ${looked}`);
  });
  return [
    markdownTable(['from a step to its points', 'steps', 'p50, ms', 'p95, ms', 'max, ms'], rows),
    markdownTable(
      ['without a stop', 'stretches', 'frames/s, median', 'least', 'longest frame, ms', 'blank'],
      stretchRows,
    ),
    `${count(fetched.length)} fetches, of ${count(Math.max(0, ...fetched))} points at most.`,
  ];
}

function dayTable(days: readonly Day[]): string {
  const last = (days[0]?.hours.length ?? 1) - 1;
  const told = [...TOLD_HOURS.filter((hour) => hour < last), last];
  const rows = days.map(({ name, hours }) => [
    name,
    ...told.map((hour) => {
      const { heapBytes, nodes, listeners } = hours[hour]!;
      return `${(heapBytes / 1e6).toFixed(1)} / ${nodes} / ${listeners}`;
    }),
  ]);
  return markdownTable(['heap, MB / nodes / listeners, after hour', ...told.map(String)], rows);
}

function auditsTable(audits: readonly Audit[]): string {
  const rows = audits.map(({ page, preset, scores, largestPaintMs, blockingMs, layoutShift }) => [
    `${page}, ${preset}`,
    ...[scores.performance, scores.accessibility, scores['best-practices']].map(
      (score) => `${score}${preset === 'desktop' ? ` ${judged(score >= GOALS.score)}` : ''}`,
    ),
    ...[largestPaintMs.toFixed(0), blockingMs.toFixed(0), layoutShift.toFixed(3)],
  ]);
  const titles = ['page', 'performance', 'accessibility', 'best practices'];
  return markdownTable([...titles, 'largest paint, ms', 'blocking, ms', 'layout shift'], rows);
}

const count = (value: number) => value.toLocaleString('en');
const judged = (isMet: boolean) => (isMet ? 'met' : 'MISSED');
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const longest = (values: readonly number[]) => Math.max(...values).toFixed(0);
