import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ClusterNode } from './server-features.ts';
import type { ServerNodes } from './server-nodes.ts';
import { sqlText } from './sql-text.ts';
import type { TableName } from './table-names.ts';
import type { Topology } from './topology.ts';

/** Milliseconds in which the replicas must have taken a write. */
const TIMEOUT = 30_000;

/** What a replica says of one of its tables. */
interface ReplicaState {
  readonly node: ClusterNode;
  readonly table: string;
  /** It has all that was written when it was asked. */
  readonly isCurrent: boolean;
}

/**
 * Waits until the replicas of a cluster have what was written. ClickHouse can do that itself (`insert_quorum`), but up to
 * version 20 no deletion reaches the last part that was written so.
 */
export class Replication {
  readonly #nodes: ServerNodes;
  readonly #topology: Topology;
  /** Whether replicas that are down may lack what is acknowledged. */
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
    let missing: ClusterNode[] = [];
    for (let wait = 3; ; wait = Math.min(200, wait * 1.5)) {
      const states = await Promise.allSettled(this.#nodes.all.map((node) => this.#states(node, tables)));
      missing = this.#nodes.all.filter((_, at) => states[at]!.status === 'rejected');
      const known = states.flatMap((state) => (state.status === 'fulfilled' ? state.value : []));
      const late = known.filter(({ isCurrent }) => !isCurrent);
      if (late.length === 0) {
        if (missing.length > 0) this.#refuse(missing);
        return;
      }
      if (performance.now() > end) this.#refuse([...missing, ...late.map(({ node }) => node)]);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  async #states(node: ClusterNode, tables: readonly TableName[]): Promise<ReplicaState[]> {
    const { database, stored } = this.#topology;
    const names = tables.map((table) => stored(table).slice('pulsebase.'.length));
    const rows = await this.#nodes.ask(
      node,
      'SELECT table, log_pointer > log_max_index, inserts_in_queue = 0 AND NOT is_readonly, log_max_index, zookeeper_path',
      ['system', 'replicas'],
      `WHERE database = ${sqlText(database)} AND table IN (${names.map(sqlText).join(', ')})`,
    );
    return Promise.all(
      rows.map(async ([table = '', isPast, isIdle, last, path]) => {
        // The first entry of a log has the number 0, and so has the last one of an empty log.
        const isHeard = isPast === '1' || (last === '0' && (await this.#isEmptyLog(`${path}/log`)));
        return { node, table, isCurrent: isIdle === '1' && isHeard };
      }),
    );
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

  /** Gives up where what is missing is more than may be missing. */
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
