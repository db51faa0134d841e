import type { Finding } from '../../../engine/finding.ts';
import type { PoolUse } from '../../../engine/pool-use.ts';
import type { NativeColumn } from './native-block.ts';
import type { TableName } from './table-names.ts';
import type { Topology } from './topology.ts';

/** The disk of a store on this machine. */
export interface StoreDisk {
  /**
   * Checks that there is space for a write before it begins.
   *
   * @returns Whether this many bytes are free besides the reserve.
   */
  hasRoom(bytes: number): Promise<boolean>;
  /** The same for a deletion, which frees space in the end: it may use the reserve as well. */
  hasRoomToDelete(bytes: number): Promise<boolean>;
}

/**
 * How statements reach a ClickHouse: inside the process (chDB), or a server. Statements are plain text with validated
 * literals; nothing here depends on the state of a connection.
 */
export interface Executor {
  readonly topology: Topology;
  /** Runs a query and returns its answer in a ClickHouse output format. */
  query(sql: string, format: string): Promise<Uint8Array>;
  /**
   * Runs a statement that writes. Writers come one at a time. Never `INSERT … VALUES`: chDB reads the process's standard input as
   * further rows, and may even store them. `INSERT … SELECT` does not.
   */
  command(sql: string): Promise<void>;
  /** Adds rows to a table, all of one version. */
  insertRows(table: TableName, columns: readonly NativeColumn[], version: number): Promise<void>;
  /** Merges parts. Nothing depends on it: what cannot be merged now, the engine merges later. */
  merge(sql: string): Promise<void>;
  /** Alters a table on all nodes that have it; what it deletes is gone there when the promise settles. */
  alter(table: TableName, actions: readonly string[]): Promise<void>;
  /** Makes rows readable in statements: `use` gets a table expression that holds them while it runs. */
  withRows<T>(columns: readonly NativeColumn[], use: (table: string) => Promise<T>): Promise<T>;
  /**
   * Makes durable what the commands so far have written, where the engine itself does not: it syncs files, and may leave out the
   * directories that name them.
   */
  sync(): Promise<void>;
  /** Omitted if the store is not on this machine. */
  readonly disk?: StoreDisk;
  /** Looks for what is wrong with the servers and the tables. */
  diagnose?(): Promise<readonly Finding[]>;
  /** The use of the connections for queries. */
  poolUse(): PoolUse;
  close(): Promise<void>;
}
