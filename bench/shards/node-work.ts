import type { ClickhouseServer } from '../../harness/clickhouse-server.ts';
import { cpuTime } from '../http/cpu-time.ts';

/** What a node did for some calls. */
export interface NodeWork {
  /** Milliseconds of processor, user and system, of the whole process; the kernel counts in steps of ten. */
  readonly cpuMs: number;
  /** Bytes that were read and decompressed. */
  readonly readBytes: number;
  /** Parts of tables that were opened. */
  readonly parts: number;
}

const COUNTERS = ['CompressedReadBufferBytes', 'SelectedParts'] as const;

/** Does some work and tells what it cost each node, without what the asking for that costs itself. */
export async function nodeWork(nodes: readonly ClickhouseServer[], work: () => Promise<void>): Promise<NodeWork[]> {
  const counters = () => Promise.all(nodes.map(countersOf));
  const cpuMs = () => nodes.map((node) => cpuTime(node.pid()) * 1000);
  const before = await counters();
  const cpuBefore = cpuMs();
  await work();
  const cpu = cpuMs();
  const after = await counters();
  return nodes.map((_, at) => {
    const [readBytes = 0, parts = 0] = COUNTERS.map((_, counter) => after[at]![counter]! - before[at]![counter]!);
    return { cpuMs: cpu[at]! - cpuBefore[at]!, readBytes, parts };
  });
}

/** Since the server started. A counter that nothing was counted by yet is missing in the table. */
async function countersOf(node: ClickhouseServer): Promise<number[]> {
  const sums = COUNTERS.map((name) => `sumIf(value, event = '${name}')`);
  return (await node.execute(`SELECT ${sums.join(', ')} FROM system.events`)).split('\t').map(Number);
}
