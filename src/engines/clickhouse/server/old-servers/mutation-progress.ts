import { sqlText } from '../../statements/sql-text.ts';
import type { ClusterNode } from '../server-features.ts';
import type { ServerNodes } from '../server-nodes.ts';

/** Whether deletions are complete, on servers that cannot wait for them: those without `mutations_sync`. */
export class MutationProgress {
  readonly #nodes: ServerNodes;
  readonly #database: string;

  constructor(nodes: ServerNodes, database: string) {
    this.#nodes = nodes;
    this.#database = database;
  }

  /**
   * Whether every replica has carried out every mutation of a table.
   *
   * @param isSharded Whether each shard has its own table; otherwise every node has the same one.
   */
  async isDone(table: string, isSharded: boolean): Promise<boolean> {
    if (this.#nodes.all.length === 0) return (await this.#mutations(undefined, table, 0)).length === 0;
    const groups = isSharded ? this.#nodes.shards : [[...this.#nodes.all]];
    const done = await Promise.all(groups.map((replicas) => this.#isDoneOn(replicas, table)));
    return done.every(Boolean);
  }

  async #isDoneOn(replicas: readonly ClusterNode[], table: string): Promise<boolean> {
    const [[path = ''] = []] = await this.#nodes.ask(
      replicas[0],
      'SELECT zookeeper_path',
      ['system', 'replicas'],
      this.#where(table),
    );
    // A replica may not know of a mutation yet: ZooKeeper holds all of them.
    const orders = await this.#nodes.ask(
      undefined,
      'SELECT name',
      ['system', 'zookeeper'],
      `WHERE path = ${sqlText(`${path}/mutations`)}`,
    );
    const done = await Promise.all(replicas.map((node) => this.#mutations(node, table, 1)));
    return done.every((ids) => {
      const known = new Set(ids.map(([id]) => id));
      return orders.every(([id]) => known.has(id));
    });
  }

  #mutations(node: ClusterNode | undefined, table: string, isDone: 0 | 1): Promise<string[][]> {
    const which = `${this.#where(table)} AND is_done = ${isDone}`;
    return this.#nodes.ask(node, 'SELECT mutation_id', ['system', 'mutations'], which);
  }

  #where(table: string): string {
    return `WHERE database = ${sqlText(this.#database)} AND table = ${sqlText(table)}`;
  }
}
