import type { Finding } from '../../store/finding.ts';
import type { PoolUse } from '../../store/pool-use.ts';
import type { TableName } from './schema/table-names.ts';
import type { Topology } from './schema/topology.ts';
import type { NativeColumn } from './statements/native-block.ts';

/**
 * How statements reach a ClickHouse: inside the process (chDB), or a server. Statements are plain text with validated
 * literals; nothing here depends on the state of a connection.
 */
export interface Executor {
  readonly topology: Topology;
  /** Runs a question and gives its answer in a ClickHouse output format. */
  query(sql: string, format: string): Promise<Uint8Array>;
  /**
   * Runs a statement that writes. Writers come one at a time. Never `INSERT … VALUES`: chDB takes what waits on the standard
   * input of the process as further rows, swallows it, and may even store it. `INSERT … SELECT` leaves it alone.
   */
  command(sql: string): Promise<void>;
  /** Adds rows to a table, all of one version. */
  insertRows(table: TableName, columns: readonly NativeColumn[], version: number): Promise<void>;
  /** Changes a table wherever its rows lie; what it takes away is gone there when the promise settles. */
  alter(table: TableName, actions: readonly string[]): Promise<void>;
  /** Makes rows readable in statements: `use` gets a table expression that holds them while it runs. */
  withRows<T>(columns: readonly NativeColumn[], use: (table: string) => Promise<T>): Promise<T>;
  /**
   * Makes the directory entries of what the commands so far have written durable; their files are synced by the engine.
   * A server sees to both itself.
   */
  sync(): Promise<void>;
  /** What the servers have to say about themselves and about the tables. */
  diagnose?(): Promise<readonly Finding[]>;
  /** What the connections of questions are doing. */
  poolUse(): PoolUse;
  close(): Promise<void>;
}
