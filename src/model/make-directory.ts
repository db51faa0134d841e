import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

interface MakeDirectoryOptions {
  /** Permissions of every directory that is made. */
  readonly mode?: number;
}

/**
 * Makes a directory, and those above it that are missing. One that is there already stays as it is.
 *
 * Node's own `recursive` never ends where the parent exists and the system still answers ENOENT, as it does under `/proc`;
 * here each level is tried at most twice.
 *
 * @throws The error of the system for the first directory that cannot be made.
 */
export function makeDirectory(path: string, options: MakeDirectoryOptions = {}): void {
  if (isMade(path, options)) return;
  makeDirectory(dirname(path), options);
  mkdirSync(path, options);
}

/** `false` where the directory above is missing. */
function isMade(path: string, options: MakeDirectoryOptions): boolean {
  try {
    mkdirSync(path, options);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' && dirname(path) !== path) return false;
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return true;
    throw error;
  }
}
