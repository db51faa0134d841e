import { formatBytes, formatCount, formatNumberOf } from '../../src/cli/format/numbers.ts';
import type { BenchResult, ByContender } from '../bench-result.ts';
import { contenderEntry } from '../contenders/registry.ts';
import { type Cell, cellName, type QueryName } from '../queries/cells.ts';
import { shortFigure, spreadText, timesText } from './figures.ts';
import { judgeGoals } from './goals.ts';
import { markdownTable } from './markdown-table.ts';

const QUERIES: readonly QueryName[] = ['queryUsers', 'queryTop'];

/** The goals with what was measured. */
export function goalsSection(result: BenchResult, others: readonly BenchResult[]): string {
  const rows = judgeGoals(result, others).map(({ goal, measured, met, factor, floor }) => [
    `${goal.text}${measured?.where === undefined ? '' : ` (${measured.where})`}`,
    `${goal.atMost === undefined ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`} ${goal.unit}`,
    measured === undefined ? 'not measured' : shortFigure(measured.figure),
    met === undefined || factor === undefined ? '' : met ? 'met' : `missed by ${factor.toFixed(2)}x`,
    measured === undefined ? '' : (floor ?? ''),
  ]);
  return markdownTable(['goal', 'asked for', 'measured', '', 'floor, measured in this run'], rows);
}

/** The two fixed queries, a row for each contender. */
export function fixedQueryTables({ cells, contenders, plan }: BenchResult): string {
  return QUERIES.map((query) => {
    const found = cells.find(({ cell }) => cell.query === query && cell.shape === 'fixed');
    const rows = contenders.map(({ name }) => {
      const times = found?.warm[name];
      return [
        contenderEntry(name).title,
        formatCount(plan.users),
        formatCount(plan.readings),
        times === undefined ? '' : (times.p50 / 1000).toFixed(4),
        timesText(times),
      ];
    });
    const titles = ['', 'num_users', 'num_heart_rate', 'execution_time(sec)', 'p50 / p95 / p99 in ms (calls)'];
    return `### ${query}\n\n${markdownTable(titles, rows)}`;
  }).join('\n\n');
}

/** Milliseconds of all cells, warm or cold. */
export function timesSection(result: BenchResult, kind: 'warm' | 'cold'): string {
  return cellTables(result, (cell) => cell[kind], timesText);
}

/** What nothing on this machine goes below. */
export function floorsSection({ floors, contenders, cells }: BenchResult): string {
  const { emptyStatement, generator, sync, nodeStart } = floors;
  const rows = [
    ...contenders.map(({ name }) => [
      `${contenderEntry(name).title}: ${name === 'http' ? 'a call of /livez' : 'SELECT 1'}`,
      timesText(emptyStatement[name]),
    ]),
    ['a page of 4 KB written and synced where the stores lie', timesText(sync)],
    ['a process of Node that does nothing, start to end', timesText(nodeStart)],
  ];
  const needed = cells.map(({ cell, needed: { rollups, raw } }) => [
    cellName(cell),
    formatCount(rollups),
    formatCount(raw),
  ]);
  return [
    markdownTable(['ms, p50 / p95 / p99 (calls)', ''], rows),
    `The generator with nobody behind it makes ${formatCount(generator.readings / generator.seconds)} readings/s.`,
    'What an answer rests on at least, on average over the calls: the fewest buckets of its window for each user of the cohort, the hours of queryTop, and the raw readings of the cut hours.',
    markdownTable(['query', 'rows of roll-ups', 'raw readings'], needed),
  ].join('\n\n');
}

/** What an answer takes longer over HTTP, call by call. */
export function overHttpSection({ cells }: BenchResult): string {
  const rows = cells.flatMap(({ cell, overHttp }) =>
    overHttp === undefined
      ? []
      : [[cellName(cell), shortFigure(overHttp.median), shortFigure(overHttp.p95), String(overHttp.pairs)]],
  );
  return rows.length === 0 ? '' : markdownTable(['query', 'median, ms', 'p95, ms', 'pairs'], rows);
}

/** How many times the plain SQL schema's time is the contender's. */
export function ratiosSection(result: BenchResult): string {
  return cellTables(result, ({ ratios }) => ratios, spreadText);
}

function cellTables<T>(
  { cells, contenders }: BenchResult,
  valuesOf: (cell: BenchResult['cells'][number]) => ByContender<T>,
  text: (value: T | undefined) => string,
): string {
  const filled = cells.filter((cell) => Object.keys(valuesOf(cell)).length > 0);
  const shown = contenders.filter(({ name }) => filled.some((cell) => valuesOf(cell)[name] !== undefined));
  return QUERIES.map((query) => {
    const rows = filled
      .filter(({ cell }) => cell.query === query)
      .map((cell) => [rowTitle(cell.cell), ...shown.map(({ name }) => text(valuesOf(cell)[name]))]);
    return markdownTable([query, ...shown.map(({ name }) => contenderEntry(name).title)], rows);
  }).join('\n\n');
}

function rowTitle(cell: Cell): string {
  return cellName(cell).slice(cell.query.length + 2);
}

/** Loading, disk, memory and opening. */
export function resourcesSection({ contenders, plan }: BenchResult): string {
  const rows = contenders.map(({ name, load, disk, peakMemory, open }) => [
    contenderEntry(name).title,
    load === undefined ? 'a copy' : load.seconds.toFixed(1),
    load === undefined ? '' : formatCount(load.readings / load.seconds),
    shortFigure(disk.readings / plan.readings),
    shortFigure(disk.total / plan.readings),
    formatBytes(disk.total),
    peakMemory.load === undefined ? '' : formatBytes(peakMemory.load),
    formatBytes(peakMemory.queries),
    open === undefined ? '' : shortFigure(open.p50),
  ]);
  return markdownTable(
    [
      '',
      'load, s',
      'readings/s',
      'raw bytes a reading',
      'all bytes a reading',
      'disk',
      'peak memory, load',
      'peak memory, queries',
      'opening, ms',
    ],
    rows,
  );
}

/** Single batches into the loaded stores. */
export function ingestSection({ ingest, contenders }: BenchResult): string {
  const shown = contenders.filter(({ name }) => ingest.some(({ times }) => times[name] !== undefined));
  const rows = ingest.map(({ batch, times }) => [
    formatNumberOf(batch, 'reading'),
    ...shown.map(({ name }) => timesText(times[name])),
  ]);
  return markdownTable(['batch', ...shown.map(({ name }) => contenderEntry(name).title)], rows);
}

/** Measurements of single contenders. */
export function extrasSection({ extras }: BenchResult): string {
  const { csvImport, plainLoader, commandLine, realFiles = [] } = extras;
  const rate = ({ readings, seconds }: { readings: number; seconds: number }) =>
    `${formatCount(readings)} readings in ${seconds.toFixed(1)} s, ${formatCount(readings / seconds)} readings/s`;
  const lines = [
    csvImport === undefined
      ? undefined
      : `CSV file of ${formatBytes(csvImport.fileBytes)} into a fresh embedded store: ${rate(csvImport)}.`,
    plainLoader === undefined
      ? undefined
      : `INSERT of ${formatCount(plainLoader.batch)} rows at a time into the plain SQL schema with all indexes: ${rate(plainLoader)} (time in the database alone).`,
    commandLine === undefined
      ? undefined
      : `\`node ${commandLine.program} query users …\`, p50 / p95 / p99 (calls): from its start to its answer ${timesText(commandLine.times)} ms, to its end ${timesText(commandLine.ended)} ms.`,
    ...realFiles.map(
      ({ contender, disk, users, rejected, ...load }) =>
        `Real readings of ${formatNumberOf(users, 'user')} into ${contenderEntry(contender).title}: ${rate(load)}, ${formatCount(rejected)} rejected; ${shortFigure(disk.readings / load.readings)} bytes a reading raw, ${shortFigure(disk.total / load.readings)} in all.`,
    ),
  ];
  return lines
    .filter((line) => line !== undefined)
    .map((line) => `- ${line}`)
    .join('\n');
}
