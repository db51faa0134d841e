import { chmodSync, statSync } from 'node:fs';
import { PulsebaseError } from '../model/pulsebase-error.ts';

/**
 * Ensures that a path is a file, or unused, and that no other account of the machine can read it.
 *
 * @throws PulsebaseError `STORE_UNWRITABLE` when the path is something else; an error of the file system.
 */
export function preparePrivateFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isDirectory()) {
    throw new PulsebaseError('STORE_UNWRITABLE', `${path} is a directory where the service has a file; move it away`);
  }
  // A link, to a pipe for instance, is intended.
  if (found.isFile() && (found.mode & 0o077) !== 0) chmodSync(path, 0o600);
}
