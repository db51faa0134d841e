import { formatBytes, formatCount } from '../../src/cli/format/numbers.ts';
import { cellName } from '../queries/cells.ts';
import { shortFigure } from '../report/figures.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { fitLine, fitPower } from '../scale/fit.ts';
import { fitCells } from '../scale/fit-cells.ts';
import type { NodeWork } from './node-work.ts';
import type { ClusterResult, Cost, ShardsResult } from './shards-result.ts';

/** What a table tells of each call, and the number that is fitted. */
interface Measure {
  /** Whether it tells of empty statements too. */
  readonly hasFloors: boolean;
  text(cost: Cost): string;
  fitted(cost: Cost): number;
  /** What the line is drawn over. */
  x(cluster: ClusterResult): number;
  readonly lineTitle: string;
}

/** A power law over the shards, and a line. */
export function shardsReport(result: ShardsResult): string {
  const { clusters, users, readings, machine } = result;
  const total = ({ work }: Cost) => work.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  const byNode = ({ work }: Cost, text: (node: NodeWork) => string) => work.map(text).join(' + ');
  const thousandsOfUsers = (cluster: ClusterResult) => users / shardsOf(cluster) / 1000;
  return `${[
    `# Clusters of ${clusters.map(shardsOf).join(', ')} shards with ${formatCount(readings)} readings of ${formatCount(users)} users`,
    about(result),
    answers(result),
    `**All shards share the ${machine.cores} processors of this machine**, with ZooKeeper and the program that asks. So an answer cannot come sooner from more shards here: its time shows what a further shard adds, to connect, to plan and to merge. What machines of their own would change is to be seen in the work of each node.`,
    'Both queries go to the first node. It asks the others, adds its own shard and merges. A cluster of one shard gets the statement of a single server; from two on every shard adds up its own users first.',
    '## Loading',
    loading(clusters),
    '## Time of an answer',
    'Milliseconds, p50 / p95; p50 is fitted. The exponent is that of a power law over the shards: 0 is flat, 1 grows as the shards do. Empty statements go the way of a query, to the first node and to every shard.',
    costs(clusters, {
      hasFloors: true,
      text: ({ times }) => `${shortFigure(times.p50)} / ${shortFigure(times.p95)}`,
      fitted: ({ times }) => times.p50,
      x: shardsOf,
      lineTitle: 'line, ms, x in shards',
    }),
    '## Processor time of all nodes',
    'Milliseconds of a call, mean. The slope is what a further shard costs the cluster.',
    costs(clusters, {
      hasFloors: true,
      text: (cost) => shortFigure(total(cost)),
      fitted: total,
      x: shardsOf,
      lineTitle: 'line, ms, x in shards',
    }),
    '## Processor time of each node',
    'Milliseconds of a call, mean, the first node first. The busiest node is fitted, for which an answer would wait if each had a machine of its own: an exponent of -1 says that twice the shards halve its work, 0 that they do not help it.',
    costs(clusters, {
      hasFloors: true,
      text: (cost) => byNode(cost, ({ cpuMs }) => shortFigure(cpuMs)),
      fitted: ({ work }) => Math.max(...work.map(({ cpuMs }) => cpuMs)),
      x: thousandsOfUsers,
      lineTitle: 'line, ms, x in thousands of users of a shard',
    }),
    '## What each node reads',
    'Bytes of a call after decompression, mean, the first node first. The node that reads most is fitted.',
    costs(clusters, {
      hasFloors: false,
      text: (cost) => byNode(cost, ({ readBytes }) => formatBytes(readBytes)),
      fitted: ({ work }) => Math.max(...work.map(({ readBytes }) => readBytes)) / 1e6,
      x: thousandsOfUsers,
      lineTitle: 'line, MB, x in thousands of users of a shard',
    }),
    '## Parts that each node opens',
    'A month is a part of its own at least. Each costs a call something, however few of its rows are needed. The node that opens most is fitted.',
    costs(clusters, {
      hasFloors: false,
      text: (cost) => byNode(cost, ({ parts }) => shortFigure(parts)),
      fitted: ({ work }) => Math.max(...work.map(({ parts }) => parts)),
      x: thousandsOfUsers,
      lineTitle: 'line, parts, x in thousands of users of a shard',
    }),
  ].join('\n\n')}\n`;
}

function shardsOf({ nodes }: ClusterResult): number {
  return nodes.length;
}

function about({ date, command, machine, version, minutes }: ShardsResult): string {
  return [
    `- ${date}, ${minutes} minutes: \`${command}\``,
    `- ${machine.processor}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)}, ${machine.system}, Node ${machine.node}; load average before ${machine.loadBefore}`,
    `- ${version}, one replica a shard`,
  ].join('\n');
}

function answers({ wrongAnswers, comparedAnswers }: ShardsResult): string {
  if (wrongAnswers.length > 0) {
    return ['**WRONG ANSWERS: this run is void.**', ...wrongAnswers.map((fault) => `- ${fault}`)].join('\n');
  }
  return `${formatCount(comparedAnswers)} answers were compared: those of every cluster with those of an embedded store of the same readings, and thus with each other, to the bit.`;
}

function loading(clusters: readonly ClusterResult[]): string {
  const rows = clusters.map(({ load, nodes }) => [
    String(nodes.length),
    nodes.map(({ users }) => formatCount(users)).join(' + '),
    formatCount(load.readings / load.seconds),
    formatBytes(nodes.reduce((sum, { bytes }) => sum + bytes, 0)),
    nodes.map(({ parts }) => String(parts)).join(' + '),
    nodes.map(({ idleMs }) => shortFigure(idleMs)).join(' + '),
  ]);
  return markdownTable(
    ['shards', 'users by node', 'loaded, readings/s', 'disk', 'parts by node', 'idle, ms of processor a second'],
    rows,
  );
}

function costs(clusters: readonly ClusterResult[], { hasFloors, text, fitted, x, lineTitle }: Measure): string {
  const named = clusters.map((cluster) => ({
    cluster,
    costs: new Map<string, Cost>([
      ...(hasFloors ? cluster.floors : []).map((cost) => [`empty statement, ${cost.floor}`, cost] as const),
      ...cluster.cells.map((cost) => [cellName(cost.cell), cost] as const),
    ]),
  }));
  const names = [...(named[0]?.costs.keys() ?? [])];
  const rows = names.map((name) => {
    const points = named.map(({ cluster, costs }) => ({ cluster, cost: costs.get(name)! }));
    const over = (of: (cluster: ClusterResult) => number) =>
      points.map(({ cluster, cost }) => ({ x: of(cluster), y: fitted(cost) }));
    return [name, ...points.map(({ cost }) => text(cost)), ...fitCells(fitPower(over(shardsOf)), fitLine(over(x)))];
  });
  const titles = clusters.map((cluster) => `${shardsOf(cluster)} ${shardsOf(cluster) === 1 ? 'shard' : 'shards'}`);
  return markdownTable(['query', ...titles, 'exponent', 'R²', lineTitle], rows);
}
