import { execFile } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FormatFile } from './format-file.ts';
import type { ReadingRuns } from './read-process.ts';

/** What reading a file costs, from the disk to blocks of readings. */
export interface FileResult {
  readonly name: string;
  readonly fileBytes: number;
  readonly readings: number;
  /** Readings a second that are wanted. */
  readonly goal: number;
  /** Readings a second of each run. */
  readonly rates: readonly number[];
  /** Readings of each run by a second of the processor, whatever else the machine did. */
  readonly processorRates: readonly number[];
  /** The most memory that the process had that read it. */
  readonly peakBytes: number;
  /** What was read wrongly, if anything. */
  readonly fault: string | undefined;
}

const PROGRAM = fileURLToPath(new URL('./read-process.ts', import.meta.url));

/** Writes a file to a folder, and reads it so many times in another process. */
export async function measureFile(file: FormatFile, folder: string, runs: number): Promise<FileResult> {
  const path = join(folder, 'file');
  await writeFile(path, file.chunks());
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, path, String(runs)]);
    const read = JSON.parse(stdout) as ReadingRuns;
    const wrong = read.runs.find(({ readings, sum }) => readings !== file.readings || sum !== file.sum);
    const { name, readings, goal } = file;
    return {
      name,
      fileBytes: statSync(path).size,
      readings,
      goal,
      rates: read.runs.map(({ ms }) => Math.round((readings * 1000) / ms)),
      processorRates: read.runs.map(({ processorMs }) => Math.round((readings * 1000) / processorMs)),
      peakBytes: read.peakBytes,
      fault: wrong && `${name}: ${wrong.readings} readings of ${wrong.sum} bpm, not ${file.readings} of ${file.sum}`,
    };
  } finally {
    rmSync(path);
  }
}
