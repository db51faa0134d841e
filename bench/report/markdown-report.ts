import { formatBytes, formatCount } from '../../src/cli/format/numbers.ts';
import type { BenchResult } from '../bench-result.ts';
import { contenderEntry } from '../contenders/registry.ts';
import {
  extrasSection,
  fixedQueryTables,
  floorsSection,
  goalsSection,
  ingestSection,
  overHttpSection,
  ratiosSection,
  resourcesSection,
  timesSection,
} from './sections.ts';

/** The whole report. `pictures` are paths beside it. */
export function markdownReport(
  result: BenchResult,
  others: readonly BenchResult[],
  pictures: readonly string[],
): string {
  const { plan, smoke } = result;
  const parts = [
    `# ${formatCount(plan.readings)} readings of ${formatCount(plan.users)} users`,
    about(result),
    answers(result),
    ...(smoke ? [] : ['## Goals', 'They are for 60,000,000 readings.', goalsSection(result, others)]),
    '## The fixed queries',
    'Men older than 24 with an average above 60 bpm in 2023; the ten highest hours of user 99 in 2023. execution_time is the median.',
    fixedQueryTables(result),
    ...pictures.map((path) => `![${path}](${path})`),
    '## Warm',
    'Milliseconds, p50 / p95 / p99 (calls). Windows and users at random, the same for all; the threshold halves the cohort.',
    timesSection(result, 'warm'),
    '## How many times faster than the plain SQL schema',
    "Median (p10 to p90; pairs) of the plain SQL schema's time over the contender's, call by call; below 1 the plain one is faster.",
    ratiosSection(result),
    ...overHttp(result),
    '## Cold',
    'Milliseconds of the first call after opening in a new process, p50 / p95 / p99 (calls). The caches of the system and of the PostgreSQL server stay; those who are not Pulsebase are asked once.',
    timesSection(result, 'cold'),
    '## Loading, disk, memory',
    "Loading includes making the readings, and for Pulsebase its roll-ups; the others got the same blocks as CSV by their bulk way, indexes afterwards. Over HTTP the readings are a copy of the embedded store, and memory is the service's. Memory is that of the Node process with what it embeds; a server of PostgreSQL has its own.",
    resourcesSection(result),
    '## Batches',
    'Milliseconds of one batch, durable and with roll-ups, p50 / p95 / p99 (calls). A thousand users send in the same minute.',
    ingestSection(result),
    '## Floors',
    'What nothing on this machine goes below, measured in this run.',
    floorsSection(result),
    '## More',
    extrasSection(result),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function overHttp(result: BenchResult): string[] {
  const section = overHttpSection(result);
  if (section === '') return [];
  const about =
    'The time over HTTP less that of the same call in the process, in pairs; the service runs over a copy of the same store.';
  return ['## What HTTP adds', about, section];
}

function about({ date, command, machine, contenders, left, postgresSettings, minutes }: BenchResult): string {
  const versions = contenders.map(({ name, version }) => `${contenderEntry(name).title}: ${version}`);
  const settings = Object.entries(postgresSettings).map(([name, value]) => `${name} = ${value}`);
  return [
    `- ${date}, ${minutes} minutes: \`${command}\``,
    `- ${machine.processor}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)}, ${machine.system}, Node ${machine.node}; load average before ${machine.loadBefore}`,
    `- ${versions.join('; ')}`,
    `- PostgreSQL: one server for all, the rest as it comes (jit on, which Pulsebase turns off for itself): ${settings.join(', ')}`,
    ...left.map((line) => `- left out: ${line}`),
  ].join('\n');
}

function answers({ wrongAnswers, comparedAnswers }: BenchResult): string {
  if (wrongAnswers.length === 0) {
    return `${formatCount(comparedAnswers)} answers were compared: Pulsebase's are equal to the bit, the others' floats to 1e-9 bpm.`;
  }
  return ['**WRONG ANSWERS: this run is void.**', ...wrongAnswers.map((fault) => `- ${fault}`)].join('\n');
}
