import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { sqlText } from '../statements/sql-text.ts';
import type { ServerConnections } from './server-connections.ts';

/** The features of a server, as it reports them. */
export interface ServerFeatures {
  readonly version: string;
  /** Settings that the server knows; any other is an error. */
  readonly settings: ReadonlySet<string>;
  readonly tableSettings: ReadonlySet<string>;
  readonly systemTables: ReadonlySet<string>;
  /** Whether its version is still supported. */
  readonly isSupported: boolean;
  /** Deletions reach what was written with `insert_quorum`: up to version 20 they never reach the last such part. */
  readonly hasQuorum: boolean;
  /** `ALTER … ON CLUSTER` may stop a replica from taking any more statements of that kind, before 19.1. */
  readonly hasUnsafeAlters: boolean;
  /** It can wait until rows are deleted. */
  readonly hasMutationsSync: boolean;
  /** It can sync what it acknowledges to the disk. */
  readonly canSync: boolean;
  /** `DateTime64` is available. */
  readonly hasDateTime64: boolean;
  /** The codec `GCD` is available, since 23.10. */
  readonly hasGcd: boolean;
}

/** A node of a cluster as its other nodes reach it. */
export interface ClusterNode {
  readonly shard: number;
  readonly replica: number;
  /** Host and port of the native protocol. */
  readonly address: string;
}

const REQUEST = { settings: { wait_end_of_query: 1 }, timeout: 30 } as const;

export async function readFeatures(connections: ServerConnections): Promise<ServerFeatures> {
  const rows = await table(
    connections,
    `SELECT 'version' AS kind, version() AS name
    UNION ALL SELECT 'setting' AS kind, name FROM system.settings
    UNION ALL SELECT 'table setting' AS kind, name FROM system.merge_tree_settings
    UNION ALL SELECT 'table' AS kind, name FROM system.tables WHERE database = 'system'`,
  );
  const names = (kind: string) => rows.flatMap(([own, name]) => (own === kind ? [name!] : []));
  const [version = ''] = names('version');
  const [year = 0, release = 0] = version.split('.').map(Number);
  const settings = new Set(names('setting'));
  const tableSettings = new Set(names('table setting'));
  const isSince = (wanted: number) => year + release / 100 >= wanted;
  return {
    version,
    settings,
    tableSettings,
    systemTables: new Set(names('table')),
    isSupported: isSince(21),
    hasQuorum: isSince(21),
    hasUnsafeAlters: !isSince(19.01),
    hasMutationsSync: settings.has('mutations_sync'),
    canSync: tableSettings.has('fsync_after_insert'),
    hasDateTime64: isSince(21),
    hasGcd: isSince(24),
  };
}

/**
 * The nodes of a cluster.
 *
 * @throws PulsebaseError `INVALID_SETTING` when the servers are not set up for it.
 */
export async function readNodes(connections: ServerConnections, cluster: string): Promise<ClusterNode[]> {
  const rows = await table(
    connections,
    `SELECT shard_num, replica_num, host_name, port FROM system.clusters
    WHERE cluster = ${sqlText(cluster)} ORDER BY shard_num, replica_num`,
  );
  if (rows.length === 0) {
    const known = await table(connections, 'SELECT DISTINCT cluster FROM system.clusters ORDER BY cluster');
    const names = known.map(([name]) => name).join(', ') || 'none';
    throw setting(`ClickHouse knows no cluster ${cluster}; its configuration (remote_servers) names ${names}`);
  }
  const macros = new Set((await table(connections, 'SELECT macro FROM system.macros')).map(([macro]) => macro));
  for (const macro of ['shard', 'replica']) {
    if (!macros.has(macro)) throw setting(`the configuration of the ClickHouse servers needs the macro ${macro}`);
  }
  return rows.map(([shard, replica, host, port]) => ({
    shard: Number(shard),
    replica: Number(replica),
    address: `${host}:${port}`,
  }));
}

async function table(connections: ServerConnections, sql: string): Promise<string[][]> {
  const text = new TextDecoder().decode(await connections.read(`${sql}\nFORMAT TabSeparated`, REQUEST));
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
}

function setting(message: string): PulsebaseError {
  return new PulsebaseError('INVALID_SETTING', message, { field: 'DATABASE_URL' });
}
