import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { sqlText } from '../statements/sql-text.ts';
import type { ServerConnections } from './server-connections.ts';
import type { ClusterNode } from './server-features.ts';
import type { ServerUrl } from './server-url.ts';

/** Seconds in which a node must answer a query about itself. */
const TIMEOUT = 20;

/** Queries the nodes of a cluster through the connected host, or the single server. */
export class ServerNodes {
  /** The nodes of the cluster; empty for a single server. */
  readonly all: readonly ClusterNode[];
  readonly #connections: ServerConnections;
  readonly #url: ServerUrl;

  constructor(connections: ServerConnections, url: ServerUrl, all: readonly ClusterNode[]) {
    this.#connections = connections;
    this.#url = url;
    this.all = all;
  }

  /** The nodes of each shard. */
  get shards(): ClusterNode[][] {
    return [...Map.groupBy(this.all, ({ shard }) => shard).values()];
  }

  /**
   * Returns the rows of a query to one node, to several in one statement, or to the single server.
   *
   * @param select The query up to `FROM`, as in `SELECT a, b`.
   * @param table Database and table.
   * @param rest What follows the table.
   */
  async ask(
    node: ClusterNode | readonly ClusterNode[] | undefined,
    select: string,
    [database, table]: readonly [database: string, table: string],
    rest = '',
  ): Promise<string[][]> {
    const { username, password } = this.#url;
    const addresses = [node ?? []].flat().map(({ address }) => address);
    const source =
      addresses.length === 0
        ? `${database}.${table}`
        : `remote(${[addresses.join(','), database, table, username, password].map(sqlText).join(', ')})`;
    const answer = await this.#connections.read(`${select} FROM ${source} ${rest}\nFORMAT TabSeparated`, {
      settings: { wait_end_of_query: 1 },
      timeout: TIMEOUT,
    });
    return new TextDecoder()
      .decode(answer)
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t'));
  }

  /** The nodes that are not answering. */
  async unreachable(): Promise<ClusterNode[]> {
    // If all is well, one statement is enough.
    if (this.all.length === 0 || (await this.#ping(this.all))) return [];
    const answers = await Promise.all(this.all.map((node) => this.#ping(node)));
    return this.all.filter((_, at) => !answers[at]);
  }

  /** Whether a node, or each of several, answers. */
  #ping(node: ClusterNode | readonly ClusterNode[]): Promise<boolean> {
    return this.ask(node, 'SELECT 1', ['system', 'one']).then(
      () => true,
      () => false,
    );
  }
  /** @throws PulsebaseError `QUORUM` when a node is down. */
  async requireAll(purpose: string): Promise<void> {
    const missing = await this.unreachable();
    if (missing.length === 0) return;
    const names = missing.map(({ address, shard }) => `${address} (shard ${shard})`).join(', ');
    throw new PulsebaseError(
      'QUORUM',
      `${purpose} needs every replica, and ${names} cannot be reached; bring it back and try again`,
    );
  }
}
