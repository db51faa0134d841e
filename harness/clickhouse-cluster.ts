import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ClickhouseServer,
  findServerPorts,
  REPLICA_LOGIN,
  type ServerOptions,
  type ServerPorts,
  startClickhouseServer,
} from './clickhouse-server.ts';
import { untilSchemaChanges } from './schema-changes.ts';
import { startZookeeper, type Zookeeper } from './zookeeper.ts';

/** Name of the cluster in the configuration of its servers. */
const CLUSTER = 'tests';

/** A real cluster of ClickHouse servers with a ZooKeeper, in a temporary folder. */
export interface ClickhouseCluster {
  readonly directory: string;
  /** The servers by shard, then by replica. */
  readonly shards: readonly (readonly ClickhouseServer[])[];
  readonly nodes: readonly ClickhouseServer[];
  readonly zookeeper: Zookeeper;
  /** URL of a store in the cluster, naming every server, or those given, as hosts. */
  url(database?: string, hosts?: readonly ClickhouseServer[], parameters?: Readonly<Record<string, string>>): string;
  /** Starts what is down, and waits until changes of the schema reach every node. */
  recover(): Promise<void>;
  /** Kills every node and recovers: for nodes that hang. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  readonly shards?: number;
  readonly replicas?: number;
  /** Address at which the nodes find ZooKeeper; one that is not 127.0.0.1 serves nodes in namespaces. */
  readonly zookeeperHost?: string;
  /**
   * Seconds after which ZooKeeper gives up a node that is silent. Few where nodes are killed; many elsewhere, since a busy machine
   * keeps nodes silent as well, and a server of 2018 that has lost its session may never change the schema again.
   */
  readonly sessionTimeout?: number;
  /** Where and how the node of a number, counted from 0, runs. */
  readonly node?: (number: number) => Pick<ServerOptions, 'host' | 'prefix' | 'directory'>;
}

export async function startClickhouseCluster(options: ClusterOptions = {}): Promise<ClickhouseCluster> {
  const { shards: shardCount = 2, replicas = 2, zookeeperHost = '127.0.0.1', sessionTimeout = 40 } = options;
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-cluster-'));
  const zookeeper = await startZookeeper(join(directory, 'zookeeper'));
  const ports: ServerPorts[][] = [];
  for (let shard = 0; shard < shardCount; shard += 1) {
    ports.push(await Promise.all(Array.from({ length: replicas }, findServerPorts)));
  }
  const places = ports.map((own, shard) => own.map((_, replica) => options.node?.(shard * replicas + replica) ?? {}));
  const remote = ports.map(
    (own, shard) =>
      `<shard><internal_replication>true</internal_replication>${own
        .map(({ tcp }, replica) => {
          const { host = '127.0.0.1' } = places[shard]![replica]!;
          return `<replica><host>${host}</host><port>${tcp}</port>${REPLICA_LOGIN}</replica>`;
        })
        .join('')}</shard>`,
  );
  const shards = await Promise.all(
    ports.map((own, shard) =>
      Promise.all(
        own.map((nodePorts, replica) => {
          const nodeDirectory = join(directory, `node-${shard + 1}-${replica + 1}`);
          mkdirSync(nodeDirectory);
          return startClickhouseServer({
            directory: nodeDirectory,
            ...places[shard]![replica]!,
            ports: nodePorts,
            config: `<zookeeper><node><host>${zookeeperHost}</host><port>${zookeeper.port}</port></node>
                <session_timeout_ms>${sessionTimeout * 1000}</session_timeout_ms></zookeeper>
              <remote_servers><${CLUSTER}>${remote.join('')}</${CLUSTER}></remote_servers>
              <macros><shard>${shard + 1}</shard><replica>${replica + 1}</replica></macros>
              <distributed_ddl><path>/clickhouse/task_queue/ddl</path></distributed_ddl>`,
          });
        }),
      ),
    ),
  );
  const nodes = shards.flat();
  const recover = async () => {
    await zookeeper.start();
    for (const node of nodes) await node.start();
    await untilSchemaChanges(CLUSTER, nodes);
  };
  return {
    directory,
    shards,
    nodes,
    zookeeper,
    url(database = 'pulse', hosts = nodes, parameters = {}) {
      const first = new URL(hosts[0]!.url(database).replace(/^clickhouse:/, 'http:'));
      const list = hosts.map(({ host, httpPort }) => `${host}:${httpPort}`).join(',');
      const query = new URLSearchParams({ cluster: CLUSTER, ...parameters });
      return `clickhouse://${first.username}:${first.password}@${list}/${database}?${query}`;
    },
    recover,
    async restart() {
      await Promise.all(nodes.map((node) => node.kill()));
      await recover();
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
      await zookeeper.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
