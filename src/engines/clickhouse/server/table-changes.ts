import { setTimeout as pause } from 'node:timers/promises';
import { allEnded } from '../../../async/all-ended.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { nameDatabase, sqlText } from '../statements/sql-text.ts';
import type { TableName } from '../statements/table-names.ts';
import type { Topology } from '../statements/topology.ts';
import type { MutationProgress } from './old-servers/mutation-progress.ts';
import type { ShardHosts } from './old-servers/shard-hosts.ts';
import type { ServerConnections } from './server-connections.ts';
import type { ServerNodes } from './server-nodes.ts';
import type { ServerSettings } from './server-settings.ts';

/** Seconds in which every replica must have carried out a deletion. */
const TIMEOUT = 600;

/** Changes tables on one server, or on every replica of a cluster, and waits until each of them has done it. */
export class TableChanges {
  readonly #topology: Topology;
  readonly #connections: ServerConnections;
  readonly #settings: ServerSettings;
  readonly #nodes: ServerNodes;
  /** For servers that do not wait themselves until rows are gone. */
  readonly #progress: MutationProgress | undefined;
  /** For servers that must not get `ALTER … ON CLUSTER`. */
  readonly #shardHosts: ShardHosts | undefined;

  constructor(
    topology: Topology,
    connections: ServerConnections,
    settings: ServerSettings,
    nodes: ServerNodes,
    progress: MutationProgress | undefined,
    shardHosts: ShardHosts | undefined,
  ) {
    this.#topology = topology;
    this.#connections = connections;
    this.#settings = settings;
    this.#nodes = nodes;
    this.#progress = progress;
    this.#shardHosts = shardHosts;
  }

  /**
   * Alters a table on all nodes that have it. What it deletes is gone on every replica when the promise settles.
   *
   * @throws PulsebaseError `QUORUM` when a replica is down, before anything is begun; `TIMEOUT`.
   */
  async alter(table: TableName, actions: readonly string[]): Promise<void> {
    if (actions.length === 0) return;
    const { database, onCluster, stored } = this.#topology;
    if (this.#nodes.all.length > 0) await this.#nodes.requireAll('a deletion');
    const name = stored(table);
    // A table that is the same on every node is altered once: its replicas replicate the change.
    const isSharded = name !== `pulsebase.${table}`;
    const shards = isSharded ? await this.#shardHosts?.all() : undefined;
    const where = isSharded && shards === undefined ? onCluster : '';
    const sql = nameDatabase(`ALTER TABLE ${name}${where} ${actions.join(', ')}`, database);
    const request = {
      // Hundreds of partitions take an old server minutes.
      settings: { ...this.#settings.write, ...(onCluster === '' ? {} : { distributed_ddl_task_timeout: TIMEOUT }) },
      timeout: TIMEOUT + 10,
    };
    await allEnded((shards ?? [undefined]).map((hosts) => this.#connections.write(sql, request, hosts)));
    const own = name.slice('pulsebase.'.length);
    const conditions = actions.flatMap((action) => /^DELETE (WHERE .*)$/s.exec(action)?.[1] ?? []);
    const progress = this.#progress;
    if (conditions.length > 0 && progress) await this.#untilDone(() => progress.isDone(own, isSharded));
    if (onCluster === '') return;
    for (const condition of conditions) await this.#untilDone(() => this.#isGone(own, condition));
    const partitions = actions.flatMap((action) => /^DROP PARTITION (\d+)$/.exec(action)?.[1] ?? []);
    if (partitions.length > 0) await this.#untilDone(() => this.#isDropped(own, partitions));
  }

  /** Whether no replica has such a row any more. */
  async #isGone(table: string, condition: string): Promise<boolean> {
    const [left] = await this.#nodes.ask(
      this.#nodes.all,
      'SELECT count()',
      [this.#topology.database, table],
      condition,
    );
    return left?.[0] === '0';
  }

  async #isDropped(table: string, partitions: readonly string[]): Promise<boolean> {
    const left = await this.#nodes.ask(
      this.#nodes.all,
      'SELECT DISTINCT partition',
      ['system', 'parts'],
      `WHERE database = ${sqlText(this.#topology.database)} AND table = ${sqlText(table)}
      AND active AND partition IN (${partitions.map(sqlText).join(', ')})`,
    );
    return left.length === 0;
  }

  async #untilDone(isDone: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + TIMEOUT * 1000;
    for (let wait = 5; !(await isDone()); wait = Math.min(500, wait * 1.5)) {
      if (performance.now() > end) {
        throw new PulsebaseError('TIMEOUT', 'a deletion takes longer than ten minutes; ClickHouse goes on with it');
      }
      await pause(wait);
    }
  }
}
