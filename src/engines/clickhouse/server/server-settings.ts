import type { EngineOptions } from '../../../engine/engine-options.ts';
import type { Settings } from './server-connections.ts';
import type { ClusterNode, ServerFeatures } from './server-features.ts';
import type { ServerUrl } from './server-url.ts';

/** Settings sent with each kind of statement, as far as the server knows them. */
export interface ServerSettings {
  readonly read: Settings;
  /** For tables that are on every node. */
  readonly readEverywhere: Settings;
  readonly write: Settings;
  readonly writeUsers: Settings;
  readonly writeEverywhere: Settings;
}

/** Seconds in which enough replicas must accept a write. */
const QUORUM_TIMEOUT = 30;
/** Seconds in which every node should carry out a change of the schema. */
const DDL_TIMEOUT = 60;

/**
 * @param nodes The nodes of the cluster; empty for a single server.
 * @param waitsItself Whether Pulsebase waits for the replicas instead of ClickHouse.
 */
export function serverSettings(
  url: ServerUrl,
  options: EngineOptions,
  { settings: known }: ServerFeatures,
  nodes: readonly ClusterNode[],
  waitsItself: boolean,
): ServerSettings {
  const replicas = Math.min(
    ...Map.groupBy(nodes, ({ shard }) => shard)
      .values()
      .map(({ length }) => length),
    nodes.length,
  );
  const isMajority = url.quorum === 'majority' && !waitsItself;
  const majority = majorityOf(replicas);
  // With one or two replicas a majority is all of them, and each has what was acknowledged. With more, a reader has to request
  // it.
  const isSequential = isMajority && majority < replicas;
  const sequential = isSequential ? { select_sequential_consistency: 1, insert_quorum_parallel: 0 } : {};
  const common = {
    skip_unavailable_shards: 0,
    max_query_size: 268_435_456,
    max_ast_elements: 10_000_000,
    max_expanded_ast_elements: 10_000_000,
    enable_positional_arguments: 0,
    do_not_merge_across_partitions_select_final: 1,
    ...sequential,
  };
  const read = {
    ...common,
    max_execution_time: options.queryTimeout,
    optimize_skip_unused_shards: 1,
    // By default a query's fourth run is compiled, which takes ten times as long as the query.
    compile_expressions: 0,
  };
  const write = {
    ...common,
    max_execution_time: 0,
    max_partitions_per_insert_block: 0,
    insert_distributed_sync: 1,
    insert_quorum: isMajority ? quorumOf(majority) : 0,
    insert_quorum_timeout: QUORUM_TIMEOUT * 1000,
    // Duplicate rows do no harm, but a block that equals an earlier one, whose rows were deleted, must not be dropped.
    insert_deduplicate: 0,
    async_insert: 0,
    mutations_sync: 2,
    replication_alter_partitions_sync: 2,
    distributed_ddl_task_timeout: DDL_TIMEOUT,
  };
  const everywhere = { select_sequential_consistency: nodes.length > 1 ? 1 : 0, insert_quorum_parallel: 0 };
  const users = isSequential ? majorityOf(nodes.length) : nodes.length;
  const pick = (wanted: Settings): Settings => ({
    wait_end_of_query: 1,
    ...Object.fromEntries(Object.entries(wanted).filter(([name]) => known.has(name))),
  });
  return {
    read: pick(read),
    readEverywhere: pick({ ...read, ...everywhere }),
    write: pick(write),
    writeUsers: pick({ ...write, insert_quorum: isMajority ? quorumOf(users) : 0 }),
    writeEverywhere: pick({ ...write, ...everywhere, insert_quorum: quorumOf(majorityOf(nodes.length)) }),
  };
}

function majorityOf(count: number): number {
  return Math.floor(count / 2) + 1;
}

/** ClickHouse wants 0 where one replica is enough. */
function quorumOf(count: number): number {
  return count > 1 ? count : 0;
}
