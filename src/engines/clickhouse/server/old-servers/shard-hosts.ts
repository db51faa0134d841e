import { sqlText } from '../../statements/sql-text.ts';
import type { ServerConnections } from '../server-connections.ts';
import type { ServerNodes } from '../server-nodes.ts';

/** Seconds in which a host must tell which shard it is of. */
const TIMEOUT = 20;

/**
 * Hosts of the URL by shard, for servers before 20.8. There, two replicas of a shard that are sent `ALTER … ON CLUSTER` may both
 * carry it out, and the later one ends the thread that takes such statements: until that server is started again, nothing `ON CLUSTER`
 * is ever complete (mended by https://github.com/ClickHouse/ClickHouse/pull/13450). So one replica of each shard is told by itself.
 */
export class ShardHosts {
  readonly #connections: ServerConnections;
  readonly #nodes: ServerNodes;
  readonly #cluster: string;
  #known: readonly (readonly number[])[] | undefined;

  constructor(connections: ServerConnections, nodes: ServerNodes, cluster: string) {
    this.#connections = connections;
    this.#nodes = nodes;
    this.#cluster = cluster;
  }

  /** The hosts of each shard, by their places in the URL; `undefined` when there is a shard of which it names none. */
  async all(): Promise<readonly (readonly number[])[] | undefined> {
    this.#known ??= await this.#ask();
    return this.#known;
  }

  async #ask(): Promise<readonly (readonly number[])[] | undefined> {
    const hosts = Array.from({ length: this.#connections.hostCount }, (_, host) => host);
    const shards = await Promise.all(hosts.map((host) => this.#shardOf(host).catch(() => undefined)));
    const known = this.#nodes.shards.map(([node]) => hosts.filter((host) => shards[host] === node!.shard));
    return known.every(({ length }) => length > 0) ? known : undefined;
  }

  async #shardOf(host: number): Promise<number | undefined> {
    const sql = `SELECT DISTINCT shard_num FROM system.clusters WHERE cluster = ${sqlText(this.#cluster)} AND is_local
      FORMAT TabSeparated`;
    const answer = await this.#connections.read(sql, { settings: { wait_end_of_query: 1 }, timeout: TIMEOUT }, [host]);
    const shards = new TextDecoder().decode(answer).trim().split('\n');
    return shards.length === 1 ? Number(shards[0]) : undefined;
  }
}
