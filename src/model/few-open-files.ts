import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { PulsebaseError } from './pulsebase-error.ts';
import { resourceShortage } from './resource-shortage.ts';

/**
 * Returns the error for a process that cannot open that many more files, `undefined` otherwise. For engines that would fail with
 * an unclear error, or halfway through.
 */
export function fewOpenFiles(wanted: number): PulsebaseError | undefined {
  const files: number[] = [];
  try {
    while (files.length < wanted) files.push(openSync(devNull, 'r'));
    return undefined;
  } catch (error) {
    return resourceShortage(error);
  } finally {
    for (const file of files) closeSync(file);
  }
}
