import { startClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import { Judge } from '../judge.ts';
import { describeMachine } from '../machine.ts';
import { measureCluster } from './measure-cluster.ts';
import { shardCalls } from './shard-calls.ts';
import type { ShardsOptions } from './shards-options.ts';
import type { ClusterResult, ShardsResult } from './shards-result.ts';

/** Starts clusters of ever more shards, one after the other, and asks each the same queries. Leaves nothing behind. */
export async function runShards(
  options: ShardsOptions,
  command: string,
  log: (line: string) => void,
): Promise<ShardsResult> {
  const started = new Date();
  const machine = describeMachine();
  const judge = new Judge<string>(() => true);
  log('queries and answers, from an embedded store');
  const calls = await shardCalls(options);
  const clusters: ClusterResult[] = [];
  let version = '';
  for (const shards of options.shards) {
    const cluster = await startClickhouseCluster({ shards, replicas: 1 });
    try {
      version = `ClickHouse ${await cluster.nodes[0]!.execute('SELECT version()')}`;
      clusters.push(await measureCluster(cluster, options.plan, calls, judge, log));
    } finally {
      await cluster.stop();
    }
  }
  return {
    format: 'shards-1',
    date: started.toISOString(),
    command,
    machine,
    version,
    users: options.plan.users,
    readings: options.plan.readings,
    clusters,
    comparedAnswers: judge.compared,
    wrongAnswers: judge.faults,
    minutes: Math.round((Date.now() - started.getTime()) / 6000) / 10,
  };
}
