import { setTimeout as pause } from 'node:timers/promises';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { sqlText } from '../statements/sql-text.ts';
import type { TableName } from '../statements/table-names.ts';
import type { Topology } from '../statements/topology.ts';
import type { ClusterNode } from './server-features.ts';
import type { ServerNodes } from './server-nodes.ts';

/** Milliseconds in which the replicas must have a write. */
const TIMEOUT = 30_000;

/**
 * Waits until the replicas of a cluster have what was written: all of them where `insert_quorum` cannot be used, the reachable
 * ones with `quorum=one`.
 */
export class Replication {
  readonly #nodes: ServerNodes;
  readonly #topology: Topology;
  /** Whether unreachable replicas may lack acknowledged writes. */
  readonly #takesOne: boolean;

  constructor(nodes: ServerNodes, topology: Topology, takesOne: boolean) {
    this.#nodes = nodes;
    this.#topology = topology;
    this.#takesOne = takesOne;
  }

  /** @throws PulsebaseError `QUORUM` when a write cannot be acknowledged now, before it is begun. */
  async requireReplicas(): Promise<void> {
    const missing = await this.#nodes.unreachable();
    if (missing.length > 0) this.#refuse(missing);
  }

  /** @throws PulsebaseError `QUORUM` when a replica did not take what was written in time, or is down. */
  async untilCurrent(tables: readonly TableName[]): Promise<void> {
    const end = performance.now() + TIMEOUT;
    for (let wait = 3; ; wait = Math.min(200, wait * 1.5)) {
      // If all is well, one statement is enough; otherwise each node is queried.
      const areCurrent = await this.#areCurrent(this.#nodes.all, tables).catch(() => undefined);
      if (areCurrent === true) return;
      const isOver = performance.now() > end;
      if (areCurrent === undefined || isOver) {
        const late: ClusterNode[] = [];
        const missing: ClusterNode[] = [];
        const look = async (node: ClusterNode) => {
          const isCurrent = await this.#areCurrent(node, tables).catch(() => undefined);
          if (isCurrent === undefined) missing.push(node);
          else if (!isCurrent) late.push(node);
        };
        await Promise.all(this.#nodes.all.map(look));
        this.#refuse(isOver ? [...missing, ...late] : missing);
        if (isOver || late.length === 0) return;
      }
      await pause(wait);
    }
  }

  /** Whether a node, or each of several, has everything written up to the call. */
  async #areCurrent(node: ClusterNode | readonly ClusterNode[], tables: readonly TableName[]): Promise<boolean> {
    const { database, stored } = this.#topology;
    const names = tables.map((table) => stored(table).slice('pulsebase.'.length));
    const rows = await this.#nodes.ask(
      node,
      'SELECT log_pointer > log_max_index, inserts_in_queue = 0 AND NOT is_readonly, log_max_index, zookeeper_path',
      ['system', 'replicas'],
      `WHERE database = ${sqlText(database)} AND table IN (${names.map(sqlText).join(', ')})`,
    );
    const unheard = new Set<string>();
    for (const [isPast, isIdle, last, path] of rows) {
      if (isIdle !== '1' || (isPast !== '1' && last !== '0')) return false;
      // The first entry of a log has the number 0, and so has the last one of an empty log.
      if (isPast !== '1') unheard.add(`${path}/log`);
    }
    const areEmpty = await Promise.all([...unheard].map((log) => this.#isEmptyLog(log)));
    return areEmpty.every(Boolean);
  }

  async #isEmptyLog(path: string): Promise<boolean> {
    const [[count] = []] = await this.#nodes.ask(
      undefined,
      'SELECT count()',
      ['system', 'zookeeper'],
      `WHERE path = ${sqlText(path)}`,
    );
    return count === '0';
  }

  /** Gives up if more is missing than allowed. */
  #refuse(missing: readonly ClusterNode[]): void {
    const isGone = (node: ClusterNode) => missing.some(({ address }) => address === node.address);
    const lacks = this.#nodes.shards.filter((replicas) =>
      this.#takesOne ? replicas.every(isGone) : replicas.some(isGone),
    );
    if (lacks.length === 0) return;
    const names = [...new Set(missing.map(({ address, shard }) => `${address} of shard ${shard}`))].join(', ');
    throw new PulsebaseError(
      'QUORUM',
      `too few replicas can take a write (${names} cannot); bring them back, or see quorum in docs/clickhouse.md`,
    );
  }
}
