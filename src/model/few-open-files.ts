import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { PulsebaseError } from './pulsebase-error.ts';
import { resourceShortage } from './resource-shortage.ts';

/**
 * The error for a process that may not open so many more files, `undefined` for one that may. Asked where an engine would not
 * say that this is what it wants, or would stop half way.
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
