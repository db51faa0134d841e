import type { ClickhouseCluster } from '../../harness/clickhouse-cluster.ts';
import { until } from '../../harness/until.ts';
import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';

/** Tables that hold what a store is given. Each shard has rows of its own, but for the users, who are everywhere. */
const TABLES = ['users', 'readings_local', 'rollups_local', 'hours_by_user_local'];
/** Seconds for tables to be emptied, which takes some tenths of one. */
const PATIENCE = 30;

/** The database of a store in a cluster. */
export class ClusterStore {
  readonly #cluster: ClickhouseCluster;
  #databases = 0;
  #isMade = false;

  constructor(cluster: ClickhouseCluster) {
    this.#cluster = cluster;
  }

  /**
   * Opens it where nothing is meant to fail. A server of 2018 that has lost ZooKeeper on a busy machine may take no more changes of the
   * schema (see untilSchemaChanges): such a node is started anew, instead of letting each of a hundred tests wait a minute for it.
   */
  async open(): Promise<Store> {
    const url = this.#cluster.url(this.#name);
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
   * the tables of a hundred databases would keep the servers busy besides. Where a node hangs in it, as one that has lost ZooKeeper
   * may, all are started anew, and the store is another database.
   */
  async empty(): Promise<void> {
    if (!this.#isMade) return;
    let isOver = false;
    const emptied = this.#dropPartitions().finally(() => {
      isOver = true;
    });
    // Where a node hangs, this fails once the node is killed, which is after it was given up.
    emptied.catch(() => {});
    try {
      await until('the tables to be emptied', () => isOver, { seconds: PATIENCE });
      await emptied;
    } catch (error) {
      console.error(`the cluster did not empty its tables, and all nodes are started anew: ${error}`);
      await this.#cluster.restart();
      this.#databases += 1;
      this.#isMade = false;
    }
  }

  get #name(): string {
    return `store_${this.#databases}`;
  }

  /** Not by TRUNCATE: in a server of 2018 that locks the table and waits for a merge, which may just wait for the table. */
  async #dropPartitions(): Promise<void> {
    const { nodes, shards } = this.#cluster;
    const database = this.#name;
    // Whoever is asked tells all replicas; that they have done it is waited for below.
    const settings = { replication_alter_partitions_sync: '0' };
    await Promise.all(
      shards.map(async ([first]) => {
        const parts = `SELECT DISTINCT table, partition_id FROM system.parts WHERE database = '${database}' AND active`;
        const found = (await first!.execute(parts)).split('\n').map((line) => line.split('\t'));
        for (const [table, partition] of found) {
          if (!TABLES.includes(table!)) continue;
          await first!.execute(`ALTER TABLE ${database}.${table} DROP PARTITION ID '${partition}'`, settings);
        }
      }),
    );
    await Promise.all(
      nodes.flatMap((node) => TABLES.map((table) => node.execute(`SYSTEM SYNC REPLICA ${database}.${table}`))),
    );
  }
}
