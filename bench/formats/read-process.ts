import { openImport } from '../../src/importers/open-import.ts';
import { peakMemory } from '../peak-memory.ts';

// Reads a file so many times, in a process that does nothing else: what makes the file takes memory of its own.

/** What the process prints, as JSON. */
export interface ReadingRuns {
  /** Of each run: milliseconds, those of the processor included that other threads took, and what was read. */
  readonly runs: readonly {
    readonly ms: number;
    readonly processorMs: number;
    readonly readings: number;
    readonly sum: number;
  }[];
  /** The most memory that the process had. */
  readonly peakBytes: number;
}

const [path, runs] = process.argv.slice(2);
const done: ReadingRuns['runs'][number][] = [];
while (done.length < Number(runs)) done.push(await readThrough(path!));
process.stdout.write(JSON.stringify({ runs: done, peakBytes: peakMemory() } satisfies ReadingRuns));

async function readThrough(path: string): Promise<ReadingRuns['runs'][number]> {
  const started = performance.now();
  const before = process.cpuUsage();
  const target = await openImport(path, { format: 'auto', personOf: () => 1 });
  let readings = 0;
  let sum = 0;
  for await (const member of target.members()) {
    if (!('blocks' in member)) throw new Error(`${member.name} is of no known format`);
    for await (const { length, heartRates } of member.blocks()) {
      readings += length;
      for (let at = 0; at < length; at += 1) sum += heartRates[at]! / 1000;
    }
  }
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - started, processorMs: (user + system) / 1000, readings, sum };
}
