import { formatBytes, formatCount, formatNumberOf } from '../../src/cli/format/numbers.ts';
import { cellName } from '../queries/cells.ts';
import { shortFigure, timesText } from '../report/figures.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { clusterSection } from './cluster-section.ts';
import { costFits } from './cost-fits.ts';
import { fitCells } from './fit-cells.ts';
import type { Checkpoint, ScaleResult } from './scale-result.ts';

/** The whole report. `picture` is a path beside it. */
export function scaleReport(result: ScaleResult, picture: string): string {
  const { checkpoints, equalStores, growth, ingest } = result;
  const largest = checkpoints.at(-1);
  const parts = [
    `# One embedded store of up to ${formatCount(largest?.readings ?? 0)} readings`,
    about(result),
    answers(result),
    '## Loading, disk, memory',
    growth === 'users'
      ? 'The store grows by users, who come with all their readings.'
      : 'The store grows by years of the same users.',
    resources(checkpoints),
    '## Cost against the number of readings',
    `Warm, median in milliseconds. The fit is a power law, least squares on logarithms: 0 is flat, 1 grows as the readings do. ${
      growth === 'users'
        ? 'The users grow with the readings: queryUsers looks at ever more of them, queryTop at one.'
        : 'The users stay the same: neither query should grow.'
    }`,
    `![${picture}](${picture})`,
    costs(checkpoints, ({ readings }) => readings, 'readings'),
    ...(equalStores.length === 0
      ? []
      : [
          '## Cost against the number of users',
          `Stores of ${formatCount(equalStores[0]!.readings)} readings each, of ever more users.`,
          costs(equalStores, ({ users }) => users, 'users'),
          resources(equalStores),
        ]),
    ...(ingest.length === 0
      ? []
      : [
          '## Batches into the largest store',
          'Milliseconds of one batch, durable and with roll-ups, p50 / p95 / p99 (calls).',
          markdownTable(
            ['batch', 'embedded'],
            ingest.map(({ batch, times }) => [formatNumberOf(batch, 'reading'), timesText(times.embedded)]),
          ),
        ]),
    '## p95 at the largest size',
    latencies(largest),
    clusterSection(result),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function about({ date, command, machine, version, minutes }: ScaleResult): string {
  return [
    `- ${date}, ${minutes} minutes: \`${command}\``,
    `- ${machine.processor}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)}, ${machine.system}, Node ${machine.node}; load average before ${machine.loadBefore}`,
    `- ${version}`,
  ].join('\n');
}

function answers({ wrongAnswers, comparedAnswers }: ScaleResult): string {
  if (wrongAnswers.length > 0) {
    return ['**WRONG ANSWERS: this run is void.**', ...wrongAnswers.map((fault) => `- ${fault}`)].join('\n');
  }
  return `${formatCount(comparedAnswers)} answers were compared: the ids with the averages of the whole cohort, and answers that later loads may not change with those of the first checkpoint, to the bit.`;
}

function resources(checkpoints: readonly Checkpoint[]): string {
  const rows = checkpoints.map(({ readings, users, years, load, disk, peakMemory, openMs }) => [
    formatCount(readings),
    formatCount(users),
    String(years),
    formatCount(load.readings / load.seconds),
    formatBytes(disk.total),
    shortFigure(disk.total / readings),
    formatBytes(peakMemory.load),
    formatBytes(peakMemory.queries),
    shortFigure(openMs),
  ]);
  return markdownTable(
    [
      'readings',
      'users',
      'years',
      'loaded, readings/s',
      'disk',
      'bytes a reading',
      'peak memory, load',
      'peak memory, queries',
      'opening, ms',
    ],
    rows,
  );
}

function costs(
  checkpoints: readonly Checkpoint[],
  x: (checkpoint: Checkpoint) => number,
  noun: 'readings' | 'users',
): string {
  const unit = noun === 'readings' ? 1e6 : 1000;
  const rows = costFits(checkpoints, x).map(({ cell, points, power, line }) => [
    cellName(cell),
    ...checkpoints.map((checkpoint) => {
      const point = points.find((one) => one.x === x(checkpoint));
      return point === undefined ? '' : shortFigure(point.y);
    }),
    ...fitCells(power, line, unit),
  ]);
  const titles = checkpoints.map((checkpoint) => `${formatCount(x(checkpoint))} ${noun}`);
  return markdownTable(
    [
      'query',
      ...titles,
      'exponent',
      'R²',
      noun === 'readings' ? 'line, ms, x in millions' : 'line, ms, x in thousands',
    ],
    rows,
  );
}

function latencies(checkpoint: Checkpoint | undefined): string {
  const rows = (checkpoint?.cells ?? []).map(({ cell, warm, needed }) => [
    cellName(cell),
    timesText(warm.embedded),
    formatCount(needed.rollups),
    formatCount(needed.raw),
  ]);
  return markdownTable(
    ['query', 'p50 / p95 / p99 in ms (calls)', 'rows of roll-ups needed', 'raw readings needed'],
    rows,
  );
}
