import { setTimeout as pause } from 'node:timers/promises';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { nameDatabase, sqlText } from '../statements/sql-text.ts';
import type { TableName } from '../statements/table-names.ts';
import type { Topology } from '../statements/topology.ts';
import type { ServerConnections } from './server-connections.ts';
import type { ClusterNode, ServerFeatures } from './server-features.ts';
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
  /** Whether the server itself waits until rows are gone. */
  readonly #waits: boolean;

  constructor(
    topology: Topology,
    connections: ServerConnections,
    settings: ServerSettings,
    nodes: ServerNodes,
    features: ServerFeatures,
  ) {
    this.#topology = topology;
    this.#connections = connections;
    this.#settings = settings;
    this.#nodes = nodes;
    this.#waits = features.settings.has('mutations_sync');
  }

  /**
   * Does something to a table wherever its rows lie. What it takes away is gone on every replica when the promise settles.
   *
   * @throws PulsebaseError `QUORUM` when a replica is down: nothing is begun then; `TIMEOUT`.
   */
  async alter(table: TableName, actions: readonly string[]): Promise<void> {
    if (actions.length === 0) return;
    const { database, onCluster, stored } = this.#topology;
    if (this.#nodes.all.length > 0) await this.#nodes.requireAll('a deletion');
    const name = stored(table);
    // A table that every node has is changed once: its replicas pass it on.
    const place = name === `pulsebase.${table}` ? '' : onCluster;
    await this.#connections.write(nameDatabase(`ALTER TABLE ${name}${place} ${actions.join(', ')}`, database), {
      // Hundreds of partitions take an old server minutes.
      settings: { ...this.#settings.write, ...(onCluster === '' ? {} : { distributed_ddl_task_timeout: TIMEOUT }) },
      timeout: TIMEOUT + 10,
    });
    const own = name.slice('pulsebase.'.length);
    const conditions = actions.flatMap((action) => /^DELETE (WHERE .*)$/s.exec(action)?.[1] ?? []);
    if (conditions.length > 0 && !this.#waits) await this.#untilDone(() => this.#mutationsDone(own, place !== ''));
    if (onCluster === '') return;
    for (const condition of conditions) await this.#untilDone(() => this.#isGone(own, condition));
    const partitions = actions.flatMap((action) => /^DROP PARTITION (\d+)$/.exec(action)?.[1] ?? []);
    if (partitions.length > 0) await this.#untilDone(() => this.#isDropped(own, partitions));
  }

  /** The proof: no replica finds a row any more. */
  async #isGone(table: string, condition: string): Promise<boolean> {
    const [left] = await this.#nodes.ask(
      this.#nodes.all,
      'SELECT count()',
      [this.#topology.database, table],
      condition,
    );
    return left?.[0] === '0';
  }

  /** Whether every replica has carried out every mutation that was ordered. */
  async #mutationsDone(table: string, isSharded: boolean): Promise<boolean> {
    if (this.#nodes.all.length === 0) return (await this.#unfinished(undefined, table)).length === 0;
    const groups = isSharded ? this.#nodes.shards : [[...this.#nodes.all]];
    const done = await Promise.all(groups.map((replicas) => this.#ordersDone(table, replicas)));
    return done.every(Boolean);
  }

  async #ordersDone(table: string, replicas: readonly ClusterNode[]): Promise<boolean> {
    const where = this.#where(table);
    const [path = ''] =
      (await this.#nodes.ask(replicas[0], 'SELECT zookeeper_path', ['system', 'replicas'], where))[0] ?? [];
    // A replica may not have heard of the order yet: ZooKeeper holds all of them.
    const orders = await this.#nodes.ask(
      undefined,
      'SELECT name',
      ['system', 'zookeeper'],
      `WHERE path = ${sqlText(`${path}/mutations`)}`,
    );
    const done = await Promise.all(
      replicas.map((node) =>
        this.#nodes.ask(node, 'SELECT mutation_id', ['system', 'mutations'], `${where} AND is_done = 1`),
      ),
    );
    return done.every((ids) => {
      const known = new Set(ids.map(([id]) => id));
      return orders.every(([id]) => known.has(id));
    });
  }

  #unfinished(node: ClusterNode | undefined, table: string): Promise<string[][]> {
    return this.#nodes.ask(
      node,
      'SELECT mutation_id',
      ['system', 'mutations'],
      `${this.#where(table)} AND is_done = 0`,
    );
  }

  async #isDropped(table: string, partitions: readonly string[]): Promise<boolean> {
    const left = await this.#nodes.ask(
      this.#nodes.all,
      'SELECT DISTINCT partition',
      ['system', 'parts'],
      `${this.#where(table)} AND active AND partition IN (${partitions.map(sqlText).join(', ')})`,
    );
    return left.length === 0;
  }

  #where(table: string): string {
    return `WHERE database = ${sqlText(this.#topology.database)} AND table = ${sqlText(table)}`;
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
