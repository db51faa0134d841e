import type { Engine } from '../../../engine/engine.ts';
import type { EngineOptions } from '../../../engine/engine-options.ts';
import { ClickhouseEngine } from '../clickhouse-engine.ts';
import { Writer } from '../journal/writer.ts';
import { NoRecentReadings } from '../memtable/no-recent-readings.ts';
import { migrate } from '../schema/migrate.ts';
import { NoCache } from '../single-writer/no-cache.ts';
import type { Executor } from '../statements/executor.ts';
import type { KnownDamage } from '../statements/known-damage.ts';
import { diagnoseServers } from './diagnose.ts';
import { InstanceNames } from './instance-names.ts';
import { MutationProgress } from './old-servers/mutation-progress.ts';
import { ShardHosts } from './old-servers/shard-hosts.ts';
import { ProcessTable } from './process-table.ts';
import { Replication } from './replication.ts';
import { ServerConnections } from './server-connections.ts';
import { ServerExecutor } from './server-executor.ts';
import { readFeatures, readNodes } from './server-features.ts';
import { ServerNodes } from './server-nodes.ts';
import { serverSettings } from './server-settings.ts';
import { clusterTopology, singleTopology } from './server-topology.ts';
import { parseServerUrl } from './server-url.ts';
import { TableChanges } from './table-changes.ts';
import { TableJournal } from './table-journal.ts';

/** Wrappers that tests put around the parts of an engine, to hold it at a chosen step. */
export interface ServerParts {
  executor?(executor: Executor): Executor;
}

/** Servers handle damaged parts themselves: a replica fetches them from another one. `diagnose` reports them. */
const NO_DAMAGE: KnownDamage = {
  problems: [],
  check() {},
  async giveUpAll() {},
  giveUp: async () => false,
};

/** Opens a store on a ClickHouse server, or on a cluster of them when the URL names one. */
export async function openClickhouse(url: string, options: EngineOptions, around: ServerParts = {}): Promise<Engine> {
  const parsed = parseServerUrl(url);
  const names = new InstanceNames();
  const connections = new ServerConnections(parsed, () => names.current, options.poolSize + options.maxOverflow);
  try {
    const features = await readFeatures(connections);
    const cluster = parsed.cluster === undefined ? [] : await readNodes(connections, parsed.cluster);
    const topology =
      parsed.cluster === undefined
        ? singleTopology(parsed, features)
        : clusterTopology(parsed, features, parsed.cluster, cluster);
    const takesOne = parsed.quorum === 'one';
    const waits = cluster.length > 0 && (takesOne || !features.hasQuorum);
    const settings = serverSettings(parsed, options, features, cluster, waits);
    const nodes = new ServerNodes(connections, parsed, cluster);
    const progress = features.hasMutationsSync ? undefined : new MutationProgress(nodes, topology.database);
    const shardHosts =
      parsed.cluster !== undefined && features.hasUnsafeAlters
        ? new ShardHosts(connections, nodes, parsed.cluster)
        : undefined;
    const changes = new TableChanges(topology, connections, settings, nodes, progress, shardHosts);
    const diagnose = () => diagnoseServers(nodes, topology, features, parsed, shardHosts);
    const replication = waits ? new Replication(nodes, topology, takesOne) : undefined;
    const server = new ServerExecutor(topology, connections, settings, nodes, changes, replication, diagnose, options);
    await migrate(server, options, undefined);
    const journal = new TableJournal(server, new ProcessTable(server, nodes, names, parsed.lease));
    const executor = around.executor?.(server) ?? server;
    return new ClickhouseEngine(
      'clickhouse',
      new Writer(executor, journal, new NoCache(executor), new NoRecentReadings()),
      NO_DAMAGE,
    );
  } catch (error) {
    await connections.close();
    throw error;
  }
}
