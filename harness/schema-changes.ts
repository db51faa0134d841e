import type { ClickhouseServer } from './clickhouse-server.ts';
import { until } from './until.ts';

/** Seconds for a change to reach a node; a machine so busy that it takes longer only has a node started anew in vain. */
const PATIENCE = 60;

let probes = 0;

/**
 * Waits until every node carries out changes of the schema `ON CLUSTER`. After ZooKeeper was gone, the thread that does so in a
 * server of 2018 may hang for good; whoever changes the schema then waits ten minutes in vain. Such a node is started anew.
 */
export async function untilSchemaChanges(cluster: string, nodes: readonly ClickhouseServer[]): Promise<void> {
  probes += 1;
  const probe = `probe_${probes}`;
  let attempts = 0;
  let failure = '';
  await until(
    () => `a change of the schema to be taken: ${failure}`,
    () => {
      const node = nodes[attempts % nodes.length]!;
      attempts += 1;
      // Who sends it waits a second for the others; each of them is looked at below.
      return node
        .execute(`CREATE DATABASE IF NOT EXISTS ${probe} ON CLUSTER ${cluster}`, { distributed_ddl_task_timeout: '1' })
        .then(
          () => true,
          (error: Error) => {
            failure = error.message;
            return failure.includes('distributed_ddl_task_timeout');
          },
        );
    },
    { every: 250 },
  );
  for (const node of nodes) {
    const hasIt = async () =>
      (await node.execute(`SELECT count() FROM system.databases WHERE name = '${probe}'`)) === '1';
    try {
      await until('the change', hasIt, { every: 100, seconds: PATIENCE });
    } catch {
      await node.kill();
      await node.start();
      await until(`a change of the schema to reach ${node.directory}, which was started anew`, hasIt, { every: 100 });
    }
    await node.execute(`DROP DATABASE IF EXISTS ${probe}`);
  }
}
