import type { Finding } from '../../../engine/finding.ts';
import { PARTS_GROUP, PARTS_SELECT, partFindings } from '../checks/part-findings.ts';
import { sqlText } from '../statements/sql-text.ts';
import type { Topology } from '../statements/topology.ts';
import { oldServerFindings } from './old-servers/old-server-findings.ts';
import type { ShardHosts } from './old-servers/shard-hosts.ts';
import type { ClusterNode, ServerFeatures } from './server-features.ts';
import type { ServerNodes } from './server-nodes.ts';
import type { ServerUrl } from './server-url.ts';

/** Seconds of lag, and queued entries, above which a replica is behind. */
const MAX_DELAY = 10;
const MAX_QUEUE = 100;

/** Findings of a server, or of each node of a cluster, about a store. */
export async function diagnoseServers(
  nodes: ServerNodes,
  topology: Topology,
  features: ServerFeatures,
  url: ServerUrl,
  shardHosts: ShardHosts | undefined,
): Promise<Finding[]> {
  const unreachable = await nodes.unreachable();
  const alive = nodes.all.length === 0 ? [undefined] : nodes.all.filter((node) => !unreachable.includes(node));
  const ofNodes = await Promise.all(alive.map((node) => nodeFindings(nodes, topology, features, node)));
  const journal = await nodes.ask(undefined, 'SELECT count()', [topology.database, 'journal'], 'FINAL WHERE done = 0');
  const unfinished = Number(journal[0]?.[0]);
  return [
    ...oldServerFindings(features, await altersOnCluster(shardHosts)),
    ...shapeFindings(nodes, url),
    ...unreachable.map(
      ({ address, shard }): Finding => ({
        grade: 'fault',
        subject: 'nodes',
        message: `${address} of shard ${shard} cannot be reached`,
        advice: 'bring it back; until then no deletion is possible, and with quorum=majority no write to its shard',
      }),
    ),
    unfinished === 0
      ? { grade: 'fine', subject: 'journal', message: 'no process has a write under way or left over' }
      : {
          grade: 'warning',
          subject: 'journal',
          message: `${unfinished} writes of other processes are under way, or left over by one that died`,
          advice: `what is left over is finished ${url.lease} s after the last heartbeat of its process, while any Pulsebase is open`,
        },
    ...onceEach(ofNodes.flat()),
  ];
}

/** Whether deletions go `ON CLUSTER` for want of a host of some shard; not known to be so while a host does not answer. */
async function altersOnCluster(shardHosts: ShardHosts | undefined): Promise<boolean> {
  if (shardHosts === undefined) return false;
  return shardHosts.all().then(
    (hosts) => hosts === undefined,
    () => false,
  );
}

/** Findings about the store's configuration. */
function shapeFindings(nodes: ServerNodes, url: ServerUrl): Finding[] {
  const found: Finding[] = [];
  if (url.quorum === 'one') {
    found.push({
      grade: 'warning',
      subject: 'durability',
      message: 'quorum=one: a write is acknowledged by the replicas that live, even a single one',
      advice: 'leave it out of the URL once all replicas are back',
    });
  }
  const lonely = nodes.shards.filter(({ length }) => length === 1).length;
  if (lonely > 0) {
    found.push({
      grade: 'warning',
      subject: 'replicas',
      message: `${lonely} shards have one replica: when it is down, so is the store`,
      advice: 'give each shard two or three',
    });
  }
  if (nodes.all.length > 1 && url.hosts.length === 1) {
    found.push({
      grade: 'warning',
      subject: 'nodes',
      message: 'the URL names one host: when it is down, the store cannot be reached',
      advice: 'name several hosts, separated by commas',
    });
  }
  return found;
}

async function nodeFindings(
  nodes: ServerNodes,
  { database }: Topology,
  { systemTables }: ServerFeatures,
  node: ClusterNode | undefined,
): Promise<Finding[]> {
  const where = `WHERE database = ${sqlText(database)}`;
  const ask = (select: string, table: string, rest: string) => nodes.ask(node, select, ['system', table], rest);
  const [replicas, partitions, mutations, broken] = await Promise.all([
    ask('SELECT table, is_readonly, absolute_delay, queue_size', 'replicas', where),
    ask(PARTS_SELECT, 'parts', `${where} AND active ${PARTS_GROUP}`),
    ask('SELECT table', 'mutations', `${where} AND is_done = 0 AND create_time < now() - 600 LIMIT 1`),
    systemTables.has('detached_parts')
      ? ask('SELECT table, name', 'detached_parts', `${where} AND reason LIKE 'broken%' LIMIT 1`)
      : [],
  ]);
  const at = node === undefined ? '' : ` on ${node.address}`;
  const found = partFindings(
    partitions.map(([table = '', partition = '', parts]) => ({
      table: `${table}${at}`,
      partition,
      parts: Number(parts),
    })),
  );
  for (const [table, isReadonly, delay, queue] of replicas) {
    if (isReadonly === '1') {
      found.push({
        grade: 'fault',
        subject: 'replicas',
        message: `the table ${table}${at} is read-only: its session with ZooKeeper is lost`,
        advice: 'look after ZooKeeper (or ClickHouse Keeper) and the network',
      });
    } else if (Number(delay) > MAX_DELAY || Number(queue) > MAX_QUEUE) {
      found.push({
        grade: 'warning',
        subject: 'replicas',
        message: `the table ${table}${at} is ${delay} s behind with ${queue} steps to do`,
        advice: 'wait, and look at system.replication_queue if it does not end',
      });
    }
  }
  if (replicas.length > 0 && !found.some(({ subject }) => subject === 'replicas')) {
    found.push({ grade: 'fine', subject: 'replicas', message: 'every replica that answers is up to date' });
  }
  for (const [table] of mutations) {
    found.push({
      grade: 'warning',
      subject: 'deletions',
      message: `a deletion in the table ${table}${at} has not ended for ten minutes`,
      advice: 'look at system.mutations',
    });
  }
  for (const [table, name] of broken) {
    found.push({
      grade: 'warning',
      subject: 'parts',
      message: `the broken part ${name} of the table ${table}${at} was set aside`,
      advice:
        'another replica gives it again; on a single server run verify, then repair, and send again what is missing',
    });
  }
  return found;
}

/** One finding of each message, however many nodes have it. */
function onceEach(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [finding.message, finding])).values()];
}
