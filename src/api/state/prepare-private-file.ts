import { chmodSync, statSync } from 'node:fs';
import { PulsebaseError } from '../../model/pulsebase-error.ts';

/**
 * Makes sure that what lies in the place of a file is one, or nothing, and that no other account of the machine may look into it.
 *
 * @throws PulsebaseError `STORE_UNWRITABLE` when something else lies there; an error of the file system.
 */
export function preparePrivateFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isDirectory()) {
    throw new PulsebaseError('STORE_UNWRITABLE', `${path} is a directory where the service has a file; move it away`);
  }
  // A link to a pipe, for instance, is what somebody wants.
  if (found.isFile() && (found.mode & 0o077) !== 0) chmodSync(path, 0o600);
}
