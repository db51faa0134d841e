import type { Stats } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { engineError } from '../engine-error.ts';

/**
 * Checks a file of the store itself; `undefined` when there is none. Opening something else in its place might block forever, or
 * change the target of a link.
 *
 * @throws PulsebaseError `STORE_DAMAGED` when it is not a file, or the reason why it cannot be checked.
 */
export async function statOwnFile(path: string): Promise<Stats | undefined> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw engineError(error);
  });
  if (found === undefined || found.isFile()) return found;
  throw new PulsebaseError('STORE_DAMAGED', `${path} is ${kindOf(found)} where the store has a file; move it away`);
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a directory';
  if (found.isFIFO()) return 'a pipe';
  return found.isSymbolicLink() ? 'a link' : 'no file';
}

/** The text of such a file, `undefined` when there is none. */
export async function readOwnFile(path: string): Promise<string | undefined> {
  if ((await statOwnFile(path)) === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EACCES') {
      const message = `no right to read ${path}; change its owner or permissions`;
      throw new PulsebaseError('STORE_UNWRITABLE', message, { cause });
    }
    throw engineError(cause);
  }
}
