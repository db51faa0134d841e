import type { Finding } from '../../../engine/finding.ts';
import type { PoolUse } from '../../../engine/pool-use.ts';
import type { NativeColumn } from './native-block.ts';
import type { TableName } from './table-names.ts';
import type { Topology } from './topology.ts';

/** The disk of a store that lies on this machine. */
export interface StoreDisk {
  /**
   * Makes sure that a write finds room before it begins.
   *
   * @returns Whether there are so many bytes beside what is held back for finishing what has begun.
   */
  hasRoom(bytes: number): Promise<boolean>;
  /** The same for a deletion, which gives room back in the end: it may take what is held back as well. */
  hasRoomToDelete(bytes: number): Promise<boolean>;
}

/**
 * How statements reach a ClickHouse: inside the process (chDB), or a server. Statements are plain text with validated
 * literals; nothing here depends on the state of a connection.
 */
export interface Executor {
  readonly topology: Topology;
  /** Runs a query and gives its answer in a ClickHouse output format. */
  query(sql: string, format: string): Promise<Uint8Array>;
  /**
   * Runs a statement that writes. Writers come one at a time. Never `INSERT … VALUES`: chDB takes what waits on the standard
   * input of the process as further rows, swallows it, and may even store it. `INSERT … SELECT` leaves it alone.
   */
  command(sql: string): Promise<void>;
  /** Adds rows to a table, all of one version. */
  insertRows(table: TableName, columns: readonly NativeColumn[], version: number): Promise<void>;
  /** Merges parts. Nothing depends on it: what cannot be merged now is merged by the engine in its own time. */
  merge(sql: string): Promise<void>;
  /** Changes a table wherever its rows lie; what it takes away is gone there when the promise settles. */
  alter(table: TableName, actions: readonly string[]): Promise<void>;
  /** Makes rows readable in statements: `use` gets a table expression that holds them while it runs. */
  withRows<T>(columns: readonly NativeColumn[], use: (table: string) => Promise<T>): Promise<T>;
  /**
   * Makes durable what the commands so far have written, where the engine itself does not: it syncs files, and may leave out the
   * directories that name them.
   */
  sync(): Promise<void>;
  /** Left out where the store does not lie on this machine. */
  readonly disk?: StoreDisk;
  /** Looks for what is wrong with the servers and the tables. */
  diagnose?(): Promise<readonly Finding[]>;
  /** What the connections of queries are doing. */
  poolUse(): PoolUse;
  close(): Promise<void>;
}
