import { rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openImport } from '../../src/importers/open-import.ts';
import { peakMemory } from '../peak-memory.ts';
import type { FormatFile } from './format-file.ts';

/** What reading a file costs, from the disk to blocks of readings. */
export interface FileResult {
  readonly name: string;
  readonly fileBytes: number;
  readonly readings: number;
  /** Readings a second that are wanted. */
  readonly goal: number;
  /** Readings a second of each run. */
  readonly rates: readonly number[];
  /** The most memory that the process had so far, with all that it had read before. */
  readonly peakBytes: number;
  /** What was read wrongly, if anything. */
  readonly fault: string | undefined;
}

/** Writes a file to a folder, and reads it so many times. */
export async function measureFile(file: FormatFile, folder: string, runs: number): Promise<FileResult> {
  const path = join(folder, 'file');
  await writeFile(path, file.chunks());
  try {
    const rates: number[] = [];
    let fault: string | undefined;
    for (let run = 0; run < runs; run += 1) {
      const started = performance.now();
      const { readings, sum } = await readThrough(path);
      rates.push(Math.round((readings * 1000) / (performance.now() - started)));
      if (readings !== file.readings || sum !== file.sum) {
        fault = `${file.name}: ${readings} readings of ${sum} bpm, not ${file.readings} of ${file.sum}`;
      }
    }
    const { name, readings, goal } = file;
    return { name, fileBytes: statSync(path).size, readings, goal, rates, peakBytes: peakMemory(), fault };
  } finally {
    rmSync(path);
  }
}

async function readThrough(path: string): Promise<{ readonly readings: number; readonly sum: number }> {
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
  return { readings, sum };
}
