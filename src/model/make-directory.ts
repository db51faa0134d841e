import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

interface MakeDirectoryOptions {
  /** Permissions of every directory created. */
  readonly mode?: number;
}

/**
 * Creates a directory and its missing parents. An existing one is left unchanged.
 *
 * Node's own `recursive` never ends where the parent exists and the system still answers ENOENT, as it does under `/proc`;
 * here each level is tried at most twice.
 *
 * @throws The system's error for the first directory that cannot be created.
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
