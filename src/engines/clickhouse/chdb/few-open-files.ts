import { type FileHandle, open } from 'node:fs/promises';
import { devNull } from 'node:os';
import type { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { resourceShortage } from '../../../model/resource-shortage.ts';

/** Files, pipes and timers that the engine opens beside the parts that it reads. */
const WANTED = 64;

/**
 * The error for a process that may open too few files for the engine, `undefined` for one that may. The engine itself says
 * nothing of it, or stops half way.
 */
export async function fewOpenFiles(): Promise<PulsebaseError | undefined> {
  const files: FileHandle[] = [];
  try {
    while (files.length < WANTED) files.push(await open(devNull));
    return undefined;
  } catch (error) {
    return resourceShortage(error);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}
