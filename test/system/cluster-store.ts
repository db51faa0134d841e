import type { ClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';

const DATABASE = 'store';
/** Tables whose rows are on one shard. */
const SHARDED = ['readings_local', 'rollups_local', 'hours_by_user_local'];

/** The database of a store in a cluster. */
export class ClusterStore {
  readonly #cluster: ClickhouseCluster;
  #isMade = false;

  constructor(cluster: ClickhouseCluster) {
    this.#cluster = cluster;
  }

  /**
   * Opens it where nothing is meant to fail. A server of 2018 that has lost ZooKeeper on a busy machine may take no more changes of the
   * schema (see untilSchemaChanges): such a node is started anew, instead of letting each of a hundred tests wait a minute for it.
   */
  async open(): Promise<Store> {
    const url = this.#cluster.url(DATABASE);
    this.#isMade = true;
    try {
      return await openStore(url);
    } catch (error) {
      if (!(error instanceof PulsebaseError) || error.code !== 'QUORUM') throw error;
      console.error(`${error.message}; nodes of the cluster are looked at`);
      await this.#cluster.recover();
      return openStore(url);
    }
  }

  /**
   * Takes away all that it holds, while nobody has it open. That is ten times as fast as a new database, or a deletion by a store, and
   * the tables of a hundred databases would keep the servers busy besides.
   */
  async empty(): Promise<void> {
    if (!this.#isMade) return;
    const { nodes, shards } = this.#cluster;
    // One replica tells the others.
    const firsts = shards.map(([first]) => first!);
    await Promise.all([
      firsts[0]!.execute(`TRUNCATE TABLE ${DATABASE}.users`),
      ...firsts.flatMap((node) => SHARDED.map((table) => node.execute(`TRUNCATE TABLE ${DATABASE}.${table}`))),
    ]);
    const tables = ['users', ...SHARDED];
    await Promise.all(
      nodes.flatMap((node) => tables.map((table) => node.execute(`SYSTEM SYNC REPLICA ${DATABASE}.${table}`))),
    );
  }
}
