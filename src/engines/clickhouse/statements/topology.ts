import type { TableName } from './table-names.ts';

/**
 * Where the tables of a store lie, and what its ClickHouse can do. Statements are the same everywhere and call the database
 * `pulsebase`; what differs is said by these words alone, in the schema too.
 */
export interface Topology {
  /** The database that statements call `pulsebase`. */
  readonly database: string;
  /** The journal is in tables, for several processes that write. */
  readonly hasJournalTables: boolean;
  /** Several tables may be altered at the same time, since each of them takes a cluster as long as all of them. */
  readonly altersTablesAtOnce: boolean;
  /** Whether tables are spread over several shards. All rows of a user are on one, and grouping by user is done there. */
  readonly isSharded: boolean;
  /** Tables can be told to sync what they acknowledge to the disk. */
  readonly canSync: boolean;
  /** The engine keeps statistics of every column beside each part unless it is told not to. */
  readonly keepsStatistics: boolean;
  /** There is `DateTime64`, which the views for people need. */
  readonly hasViews: boolean;
  /** A statement for the active parts of the store: `table`, `partition`, `rows`, `bytes_on_disk`. */
  readonly parts: string;
  /** What follows the name in DDL: empty, or ` ON CLUSTER …`. */
  readonly onCluster: string;
  /** The table that holds the rows of `table`, under the name that DDL and views need. */
  stored(table: TableName): string;
  /** The engine of a table that holds rows: the highest `version` of a key stays. */
  engine(table: TableName, version: string): string;
  /** The statements that put one table over those of all shards, split by a column; none where there is but one. */
  distributed(table: TableName, column: string): readonly string[];
  /** What follows the type of a column that is to be packed; empty where the engine lacks these codecs. */
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
  parts: `SELECT table, partition, rows, bytes_on_disk FROM system.parts WHERE active AND database = 'pulsebase'`,
  onCluster: '',
  stored: (table) => `pulsebase.${table}`,
  engine: (_table, version) => `ReplacingMergeTree(${version})`,
  distributed: () => [],
  codec: (codecs) => ` CODEC(${codecs})`,
};
