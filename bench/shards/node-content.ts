import { setTimeout } from 'node:timers/promises';
import type { ClickhouseServer } from '../../harness/clickhouse-server.ts';
import { nodeWork } from './node-work.ts';
import type { NodeContent } from './shards-result.ts';

const IDLE_SECONDS = 5;

/** What lies on each node in the tables that are sharded, as docs/clickhouse.md names them. Nobody may ask meanwhile. */
export async function nodeContent(nodes: readonly ClickhouseServer[]): Promise<NodeContent[]> {
  const idle = await nodeWork(nodes, () => setTimeout(IDLE_SECONDS * 1000));
  return Promise.all(
    nodes.map(async (node, at) => ({ ...(await tables(node)), idleMs: idle[at]!.cpuMs / IDLE_SECONDS })),
  );
}

async function tables(node: ClickhouseServer): Promise<Omit<NodeContent, 'idleMs'>> {
  const numbers = async (sql: string) => (await node.execute(sql)).split('\t').map(Number);
  const [users = 0, readings = 0] = await numbers('SELECT uniqExact(user_id), count() FROM pulse.readings_local');
  const [parts = 0, bytes = 0] = await numbers(
    `SELECT count(), sum(bytes_on_disk) FROM system.parts
    WHERE active AND database = 'pulse' AND endsWith(table, '_local')`,
  );
  return { users, readings, parts, bytes };
}
