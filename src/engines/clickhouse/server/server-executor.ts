import type { EngineOptions } from '../../../engine/engine-options.ts';
import type { Finding } from '../../../engine/finding.ts';
import type { PoolUse } from '../../../engine/pool-use.ts';
import type { Executor } from '../statements/executor.ts';
import { encodeNativeBlock, type NativeColumn } from '../statements/native-block.ts';
import { SessionPool } from '../statements/session-pool.ts';
import { nameDatabase } from '../statements/sql-text.ts';
import type { TableName } from '../statements/table-names.ts';
import type { Topology } from '../statements/topology.ts';
import type { Replication } from './replication.ts';
import type { ServerConnections, Settings } from './server-connections.ts';
import type { ServerNodes } from './server-nodes.ts';
import type { ServerSettings } from './server-settings.ts';
import type { TableChanges } from './table-changes.ts';

/** Seconds that a statement that writes may take. */
const WRITE_TIMEOUT = 3600;

/** Runs statements on a ClickHouse server, or through any node of a cluster. */
export class ServerExecutor implements Executor {
  readonly topology: Topology;
  readonly #connections: ServerConnections;
  readonly #settings: ServerSettings;
  readonly #changes: TableChanges;
  readonly #nodes: ServerNodes;
  readonly #permits: SessionPool<number>;
  readonly #queryTimeout: number;
  readonly #diagnose: () => Promise<readonly Finding[]>;
  /** Waits for the replicas where the servers do not. */
  readonly #replication: Replication | undefined;
  readonly #running = new Set<Promise<unknown>>();

  constructor(
    topology: Topology,
    connections: ServerConnections,
    settings: ServerSettings,
    nodes: ServerNodes,
    changes: TableChanges,
    replication: Replication | undefined,
    diagnose: () => Promise<readonly Finding[]>,
    options: EngineOptions,
  ) {
    this.#diagnose = diagnose;
    this.topology = topology;
    this.#connections = connections;
    this.#settings = settings;
    this.#nodes = nodes;
    this.#changes = changes;
    this.#replication = replication;
    const permits = Array.from({ length: options.poolSize + options.maxOverflow }, (_, at) => at);
    this.#permits = new SessionPool(permits, options.poolTimeout);
    this.#queryTimeout = options.queryTimeout;
  }

  query(sql: string, format: string): Promise<Uint8Array> {
    return this.#read(sql, format, this.#settings.read);
  }

  /** A query of tables that are on every node: its answer includes all that was acknowledged anywhere. */
  queryJournal(sql: string, format: string): Promise<Uint8Array> {
    return this.#read(sql, format, this.#settings.readEverywhere);
  }

  async command(sql: string): Promise<void> {
    const { onCluster } = this.topology;
    if (onCluster !== '' && sql.includes(onCluster)) await this.#nodes.requireAll('a change of the schema');
    // Run twice, it may compute different rows of one version, and either could win: so it is not repeated.
    await this.#track(
      this.#connections.writeOnce(this.#named(sql), { settings: this.#settings.write, timeout: WRITE_TIMEOUT }),
    );
    if (sql.startsWith('INSERT INTO pulsebase.rollups')) {
      await this.#replication?.untilCurrent(['rollups', 'hours_by_user']);
    }
  }

  async merge(sql: string): Promise<void> {
    await this.command(sql).catch(() => {});
  }

  /** @throws PulsebaseError `QUORUM` when no write could be acknowledged now. */
  async requireReplicas(): Promise<void> {
    await this.#replication?.requireReplicas();
  }

  /** Writes a row to a table that is on every node; idempotent. */
  async commandEverywhere(sql: string): Promise<void> {
    await this.#track(
      this.#connections.write(this.#named(sql), { settings: this.#settings.writeEverywhere, timeout: WRITE_TIMEOUT }),
    );
  }

  async insertRows(table: TableName, columns: readonly NativeColumn[], version: number): Promise<void> {
    const rows = columns[0]?.values.length ?? 0;
    const versions = { name: 'version', type: 'UInt64' as const, values: new Float64Array(rows).fill(version) };
    const names = [...columns, versions].map(({ name }) => name).join(', ');
    // The same rows of the same version may be written twice: one of them is kept.
    await this.#track(
      this.#connections.write(this.#named(`INSERT INTO pulsebase.${table} (${names}) FORMAT Native`), {
        settings: table === 'users' ? this.#settings.writeUsers : this.#settings.write,
        timeout: WRITE_TIMEOUT,
        body: encodeNativeBlock([...columns, versions]),
      }),
    );
    await this.#replication?.untilCurrent([table]);
  }

  async alter(table: TableName, actions: readonly string[]): Promise<void> {
    await this.#track(this.#changes.alter(table, actions));
  }

  /** The rows are part of the statement: nothing is left behind on a server, and every shard can read them. */
  withRows<T>(columns: readonly NativeColumn[], use: (table: string) => Promise<T>): Promise<T> {
    const lists = columns.map(({ type, values }, at) => {
      const texts = `arrayFilter(x -> x != '', splitByChar(',', '${Array.from<unknown>(values).join(',')}'))`;
      return `arrayMap(x -> to${type}(x), ${texts}) AS list${at}`;
    });
    const names = columns.map(({ name }) => name).join(', ');
    const joined = columns.map(({ name }, at) => `list${at} AS ${name}`).join(', ');
    return use(`(SELECT ${names} FROM (SELECT ${lists.join(', ')}) ARRAY JOIN ${joined})`);
  }

  diagnose(): Promise<readonly Finding[]> {
    return this.#track(this.#diagnose());
  }

  /** Servers sync by themselves. */
  async sync(): Promise<void> {}

  poolUse(): PoolUse {
    return this.#permits.poolUse;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
    await this.#connections.close();
  }

  #read(sql: string, format: string, settings: Settings): Promise<Uint8Array> {
    const request = { settings, timeout: this.#queryTimeout + 10 };
    return this.#track(
      this.#permits.use(() => this.#connections.read(`${this.#named(sql)}\nFORMAT ${format}`, request)),
    );
  }

  /** Replaces `pulsebase` by the database's name, outside of string literals. */
  #named(sql: string): string {
    return nameDatabase(sql, this.topology.database);
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    const done = () => this.#running.delete(work);
    work.then(done, done);
    return work;
  }
}
