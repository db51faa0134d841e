import { sqlText } from '../../statements/sql-text.ts';
import type { ServerConnections } from '../server-connections.ts';
import type { ServerNodes } from '../server-nodes.ts';

/** Seconds in which a host must tell which shard it is of. */
const TIMEOUT = 20;

/**
 * Hosts of the URL by shard, for servers before 19.1. There, two replicas of a shard that are sent `ALTER … ON CLUSTER` may both
 * carry it out, and the later one ends the thread that takes such statements: until that server is started again, nothing `ON CLUSTER`
 * is ever complete (mended by https://github.com/ClickHouse/ClickHouse/pull/3904). So the statement is sent to one replica of each
 * shard instead.
 */
export class ShardHosts {
  readonly #connections: ServerConnections;
  readonly #nodes: ServerNodes;
  readonly #cluster: string;
  #known: ReadonlyMap<number, number | undefined> | undefined;

  constructor(connections: ServerConnections, nodes: ServerNodes, cluster: string) {
    this.#connections = connections;
    this.#nodes = nodes;
    this.#cluster = cluster;
  }

  /**
   * The hosts of each shard, by their places in the URL; `undefined` when there is a shard of which it names none.
   *
   * @throws PulsebaseError such as `CONNECTION_FAILED` when a host that may be of such a shard does not answer.
   */
  async all(): Promise<readonly (readonly number[])[] | undefined> {
    const shards = this.#known ?? (await this.#ask());
    const hosts = [...shards.keys()];
    const found = this.#nodes.shards.map(([node]) => hosts.filter((host) => shards.get(host) === node!.shard));
    return found.every(({ length }) => length > 0) ? found : undefined;
  }

  /** The shard of each host that has answered; `undefined` for one that is of none. */
  async #ask(): Promise<ReadonlyMap<number, number | undefined>> {
    const shards = new Map<number, number | undefined>();
    const failures: unknown[] = [];
    await Promise.all(
      Array.from({ length: this.#connections.hostCount }, async (_, host) => {
        try {
          shards.set(host, await this.#shardOf(host));
        } catch (error) {
          failures.push(error);
        }
      }),
    );
    const told = new Set(shards.values());
    if (failures.length === 0) this.#known = shards;
    else if (!this.#nodes.all.every(({ shard }) => told.has(shard))) throw failures[0];
    return shards;
  }

  async #shardOf(host: number): Promise<number | undefined> {
    const sql = `SELECT DISTINCT shard_num FROM system.clusters WHERE cluster = ${sqlText(this.#cluster)} AND is_local
      FORMAT TabSeparated`;
    const answer = await this.#connections.read(sql, { settings: { wait_end_of_query: 1 }, timeout: TIMEOUT }, [host]);
    const shards = new TextDecoder().decode(answer).split('\n').slice(0, -1);
    return shards.length === 1 ? Number(shards[0]) : undefined;
  }
}
