import { sqlName, sqlText } from '../statements/sql-text.ts';
import type { TableName } from '../statements/table-names.ts';
import type { Topology } from '../statements/topology.ts';
import type { ClusterNode, ServerFeatures } from './server-features.ts';
import type { ServerUrl } from './server-url.ts';

/** Tables whose rows are on the shard of their user; the others are on every node. */
const SHARDED: ReadonlySet<TableName> = new Set<TableName>(['readings', 'rollups', 'hours_by_user']);

/** The store on one server. */
export function singleTopology({ database }: ServerUrl, features: ServerFeatures): Topology {
  return {
    ...commonTopology(database, features),
    isSharded: false,
    parts: `SELECT table, partition, rows, bytes_on_disk FROM system.parts WHERE active AND database = ${sqlText(database)}`,
    onCluster: '',
    stored: (table) => `pulsebase.${table}`,
    engine: (_table, version) => `ReplacingMergeTree(${version})`,
    distributed: () => [],
  };
}

/** The store on a cluster: each shard has a replicated table, and statements name a Distributed table over all of them. */
export function clusterTopology(
  { database }: ServerUrl,
  features: ServerFeatures,
  cluster: string,
  nodes: readonly ClusterNode[],
): Topology {
  const onCluster = ` ON CLUSTER ${sqlName(cluster)}`;
  const stored = (table: TableName) => `pulsebase.${SHARDED.has(table) ? `${table}_local` : table}`;
  return {
    ...commonTopology(database, features),
    isSharded: new Set(nodes.map(({ shard }) => shard)).size > 1,
    // One replica of each shard answers.
    parts: `SELECT replaceOne(stored, '_local', '') AS table, partition, rows, bytes_on_disk FROM (
      SELECT table AS stored, partition, rows, bytes_on_disk FROM cluster(${sqlText(cluster)}, system, parts)
      WHERE active AND database = ${sqlText(database)}
    ) WHERE endsWith(stored, '_local')`,
    onCluster,
    stored,
    engine: (table, version) => {
      const path = `/clickhouse/tables/${keeperName(cluster)}/${keeperName(database)}`;
      const [group, replica] = SHARDED.has(table) ? ['{shard}', '{replica}'] : ['everywhere', '{shard}-{replica}'];
      return `ReplicatedReplacingMergeTree('${path}/${group}/${table}', '${replica}', ${version})`;
    },
    distributed: (table, column) => [
      `CREATE TABLE IF NOT EXISTS pulsebase.${table}${onCluster} AS ${stored(table)}
      ENGINE = Distributed(${sqlName(cluster)}, ${sqlName(database)}, ${table}_local, cityHash64(${column}))`,
    ],
  };
}

function commonTopology(database: string, { tableSettings, canSync, hasDateTime64, hasGcd }: ServerFeatures) {
  return {
    database,
    hasJournalTables: true,
    altersTablesAtOnce: true,
    canSync,
    keepsStatistics: tableSettings.has('auto_statistics_types'),
    hasViews: hasDateTime64,
    // The oldest cannot, and no newer one has been tried.
    writesParquet: false,
    codec: (codecs: string) => (hasGcd ? ` CODEC(${codecs})` : ''),
  };
}

/** A name as part of a path in ZooKeeper, where braces are macros. */
function keeperName(name: string): string {
  return encodeURIComponent(name).replaceAll(/['{}\\]/g, '_');
}
