import type { TableName } from './table-names.ts';

/**
 * Where the tables of a store are, and what its ClickHouse can do. Statements are the same everywhere and call the database
 * `pulsebase`; all differences are here, those of the schema too.
 */
export interface Topology {
  /** The database that statements call `pulsebase`. */
  readonly database: string;
  /** Whether the journal is in tables, for several writing processes. */
  readonly hasJournalTables: boolean;
  /** Whether to alter several tables concurrently: on a cluster, one takes as long as all of them. */
  readonly altersTablesAtOnce: boolean;
  /** Whether tables are spread over several shards. All rows of a user are on one, and grouping by user is done there. */
  readonly isSharded: boolean;
  /** Whether tables can sync what they acknowledge to disk. */
  readonly canSync: boolean;
  /** Whether the engine keeps statistics of every column by default. */
  readonly keepsStatistics: boolean;
  /** Whether there is `DateTime64`, which the views need. */
  readonly hasViews: boolean;
  /** Whether it writes Parquet files as `scanParquet` of an engine gives them. */
  readonly writesParquet: boolean;
  /** A statement for the active parts of the store: `table`, `partition`, `rows`, `bytes_on_disk`. */
  readonly parts: string;
  /** What follows the name in DDL: empty, or ` ON CLUSTER …`. */
  readonly onCluster: string;
  /** The table that holds the rows of `table`, under the name that DDL and views need. */
  stored(table: TableName): string;
  /** The engine of a table that holds rows: the highest `version` of a key wins. */
  engine(table: TableName, version: string): string;
  /** The statements that create one table over those of all shards, split by a column; empty without shards. */
  distributed(table: TableName, column: string): readonly string[];
  /** The codec clause of a compressed column; empty where the engine lacks these codecs. */
  codec(codecs: string): string;
}

/** The store of one process. */
export const EMBEDDED: Topology = {
  database: 'pulsebase',
  hasJournalTables: false,
  altersTablesAtOnce: false,
  isSharded: false,
  canSync: true,
  keepsStatistics: true,
  hasViews: true,
  writesParquet: true,
  parts: `SELECT table, partition, rows, bytes_on_disk FROM system.parts WHERE active AND database = 'pulsebase'`,
  onCluster: '',
  stored: (table) => `pulsebase.${table}`,
  engine: (_table, version) => `ReplacingMergeTree(${version})`,
  distributed: () => [],
  codec: (codecs) => ` CODEC(${codecs})`,
};
