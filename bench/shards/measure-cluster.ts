import { setTimeout } from 'node:timers/promises';
import type { ClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import type { ClickhouseServer } from '../../harness/clickhouse-server.ts';
import { formatNumberOf } from '../../src/cli/format/numbers.ts';
import { openStore } from '../../src/index.ts';
import type { Contender } from '../contenders/contender.ts';
import { pulsebaseContender } from '../contenders/pulsebase.ts';
import type { DataPlan } from '../data/data-plan.ts';
import type { Judge } from '../judge.ts';
import type { Call } from '../queries/cell-calls.ts';
import { cellName } from '../queries/cells.ts';
import { untilQuiet } from '../until-quiet.ts';
import { CostRunner } from './cost-runner.ts';
import { emptyStatements } from './empty-statements.ts';
import { nodeContent } from './node-content.ts';
import type { ShardCalls } from './shard-calls.ts';
import type { CellCost, ClusterResult, FloorCost } from './shards-result.ts';

/** Calls of one kind in a row: enough for a clock of processor time that ticks every 10 ms. */
const IN_A_ROW = 20;
/** Empty statements are over long before that clock ticks. */
const EMPTY_CALLS = 1000;
/** Servers pause before they look for more parts to merge. */
const SETTLE_MS = 10_000;

type Asked = Omit<Contender, 'emptyStatement'>;

/** Loads an empty cluster and asks it nothing, and then both queries. */
export async function measureCluster(
  cluster: ClickhouseCluster,
  plan: DataPlan,
  calls: readonly ShardCalls[],
  judge: Judge<string>,
  log: (line: string) => void,
): Promise<ClusterResult> {
  const { nodes } = cluster;
  const name = formatNumberOf(nodes.length, 'shard');
  const contender = await pulsebaseContender(await openStore(cluster.url()));
  try {
    log(`${name}: loading ${formatNumberOf(plan.readings, 'reading')}`);
    const started = performance.now();
    await contender.load(plan);
    const load = { readings: plan.readings, seconds: (performance.now() - started) / 1000 };
    await setTimeout(SETTLE_MS);
    for (const node of nodes) await untilQuiet(node.pid());
    log(`${name}: asking`);
    await warmUp(contender, calls, judge, name);
    const floors = await measureFloors(cluster);
    const cells = await measureCells(nodes, contender, calls, judge, name);
    for (const { cell, times } of cells) log(`${name}: ${cellName(cell).padEnd(32)} ${times.p50.toFixed(1)} ms`);
    return { load, nodes: await nodeContent(nodes), floors, cells };
  } finally {
    await contender.close();
  }
}

async function warmUp(
  contender: Asked,
  calls: readonly ShardCalls[],
  judge: Judge<string>,
  name: string,
): Promise<void> {
  for (const call of calls.flatMap(({ warmUp: own }) => own)) {
    if (call.kind === 'queryUsers') judge.averages(name, call, await contender.cohort(call.query));
    judge.answer(name, call, await ask(contender, call));
  }
}

async function measureFloors(cluster: ClickhouseCluster): Promise<FloorCost[]> {
  const empty = emptyStatements(cluster.url());
  try {
    const costs: FloorCost[] = [];
    for (const { floor, run } of empty.statements) {
      const runner = new CostRunner(cluster.nodes, Array<undefined>(EMPTY_CALLS).fill(undefined), run);
      await runner.takeTurn(EMPTY_CALLS);
      costs.push({ floor, ...runner.cost });
    }
    return costs;
  } finally {
    await empty.close();
  }
}

/** Kinds of queries in turn, so that whatever disturbs the machine disturbs all of them. */
async function measureCells(
  nodes: readonly ClickhouseServer[],
  contender: Asked,
  calls: readonly ShardCalls[],
  judge: Judge<string>,
  name: string,
): Promise<CellCost[]> {
  const cells = calls.map(({ cell, measured }) => {
    const check = (call: Call, answer: readonly number[]) => judge.answer(name, call, answer);
    return { cell, runner: new CostRunner(nodes, measured, (call) => ask(contender, call), check) };
  });
  while (cells.some(({ runner }) => !runner.isDone)) {
    for (const { runner } of cells) await runner.takeTurn(IN_A_ROW);
  }
  return cells.map(({ cell, runner }) => ({ cell, ...runner.cost }));
}

function ask(contender: Asked, call: Call): Promise<readonly number[]> {
  return call.kind === 'queryTop' ? contender.queryTop(call.query) : contender.queryUsers(call.query);
}
