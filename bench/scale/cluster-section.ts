import { formatBytes, formatCount } from '../../src/cli/format/numbers.ts';
import { shortFigure } from '../report/figures.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { type CostModel, clusterPlan, costModel, shardsByDisk, shardsByTime, TARGET } from './extrapolate.ts';
import { READINGS_PER_USER_YEAR } from './scale-options.ts';
import type { ScaleResult } from './scale-result.ts';

const SHARDS = [5, 10, 20, 50, 100, 200] as const;
/** The kinds of queries that a cluster is sized by. */
const CELLS = [
  'queryUsers, all, year, aligned',
  'queryUsers, all, year, ragged',
  'queryUsers, all, month, ragged',
  'queryUsers, all, hour, aligned',
] as const;
const SLOWEST = 'queryUsers, all, year, ragged';

/** On paper: a million users for ten years, from the lines that were measured here. Empty where users did not grow. */
export function clusterSection(result: ScaleResult): string {
  const model = costModel(result);
  if (model === undefined) return '';
  return [
    '## On paper: 1,000,000 users for 10 years',
    formulas(model),
    table(model),
    `Of one user: ${[...model.top].map(([name, ms]) => `${name} ${shortFigure(ms)} ms`).join('; ')}, by the one shard that holds the user, where the server asks that one alone.`,
    `Not measured here, and to be added: the way to the shards and back, and the merging of their lists. A shard of more than ${formatCount(model.measuredUsers)} users (marked *) was not measured: its figures are the lines drawn out.`,
  ].join('\n\n');
}

function formulas(model: CostModel): string {
  const { users, years, replicas, nodeDisk, fill, cohortMs } = TARGET;
  const readings = users * years * READINGS_PER_USER_YEAR;
  const bytes = readings * model.bytesPerReading;
  const slowest = model.cohort.get(SLOWEST);
  const byTime = shardsByTime(model, TARGET, SLOWEST);
  return [
    `- readings = users x years x ${formatCount(READINGS_PER_USER_YEAR)} = ${formatCount(readings)}`,
    `- disk of one copy = readings x ${shortFigure(model.bytesPerReading)} bytes = ${formatBytes(bytes)}; of ${replicas} replicas ${formatBytes(bytes * replicas)}`,
    `- shards by disk = disk of one copy / (${formatBytes(nodeDisk)} x ${fill}, room for merges) = ${shardsByDisk(model, TARGET)}`,
    slowest === undefined
      ? ''
      : `- ms of a shard (${SLOWEST}) = ${shortFigure(slowest.base)} + ${shortFigure(slowest.perUser * 1000)} x thousands of its users`,
    `- shards by time = users x ms per user / (${cohortMs} ms - base) = ${byTime ?? 'not to be had'}`,
    `- memory of a shard that answers = ${formatBytes(model.memory.base)} + ${formatBytes(model.memory.perUser * 1000)} x thousands of its users`,
    `- what comes in = users x ${formatCount(READINGS_PER_USER_YEAR)} / year = ${formatCount((users * READINGS_PER_USER_YEAR) / (365 * 86_400))} readings/s; one shard loads ${formatCount(model.loadRate)} readings/s in bulk`,
    `- an answer of half of all users is a list of ${formatCount(users / 2)} ids, about ${formatBytes((users / 2) * 7)} of JSON`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function table(model: CostModel): string {
  const cells = CELLS.filter((name) => model.cohort.has(name));
  const rows = SHARDS.map((shards) => clusterPlan(model, TARGET, shards)).map((plan) => [
    `${plan.shards} x ${TARGET.replicas}`,
    `${formatCount(plan.usersPerShard)}${plan.isDrawnOut ? ' *' : ''}`,
    formatBytes(plan.diskPerShard),
    formatBytes(plan.memoryPerShard),
    shortFigure(plan.loadHours),
    ...cells.map((name) => shortFigure(plan.cohortMs.get(name) ?? Number.NaN)),
  ]);
  const titles = ['shards x replicas', 'users of a shard', 'disk of a node', 'memory of a node', 'bulk load, hours'];
  return markdownTable([...titles, ...cells.map((name) => `${name.replace('queryUsers, ', '')}, p50 ms`)], rows);
}
