import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const OTHERS = 0o077;
/** Errors of a forbidden change of permissions: then they are left as they are. */
const REFUSALS: ReadonlySet<unknown> = new Set(['EPERM', 'EACCES', 'EROFS', 'ENOTSUP']);

/** Whether other accounts of the machine have any permission on a directory. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  // Windows and some mounts have no such permissions, and report everything as open.
  return process.platform !== 'win32' && ((await lstat(path)).mode & OTHERS) !== 0;
}

/** Paths that could not be made private: their number, and the first of them. */
export interface LeftOpen {
  readonly count: number;
  readonly first: string;
  /** Why the first one could not be. */
  readonly reason: string;
}

/**
 * Removes the permissions of other accounts on a directory and everything in it. The directory itself comes last: while it is
 * open to others, the rest is not done. Once private, it also protects what is created in it later. A path that cannot be changed
 * does not stop the others.
 */
export async function makePrivate(path: string): Promise<LeftOpen | undefined> {
  if (!(await isOpenToOthers(path))) return undefined;
  let leftOpen: LeftOpen | undefined;
  const attempt = async <T>(place: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && REFUSALS.has(error.code))) throw error;
      const { count, ...first } = leftOpen ?? { count: 0, first: place, reason: error.message };
      leftOpen = { count: count + 1, ...first };
      return undefined;
    }
  };
  const closeAll = async (directory: string): Promise<void> => {
    const entries = await attempt(directory, () => readdir(directory, { withFileTypes: true }));
    for (const entry of entries ?? []) {
      const place = join(directory, entry.name);
      if (entry.isDirectory()) await closeAll(place);
      else if (entry.isFile()) await attempt(place, () => close(place));
    }
    await attempt(directory, () => close(directory));
  };
  await closeAll(path);
  return leftOpen;
}

/** One line for the operator. */
export function describeLeftOpen({ count, first, reason }: LeftOpen): string {
  const places = count === 1 ? `${first} stays` : `${count} files and directories of the store stay`;
  const which = count === 1 ? reason : `the first is ${first}: ${reason}`;
  return `${places} open to other accounts of this machine (${which}); have the owner run chmod -R go= on the store`;
}

async function close(path: string): Promise<void> {
  const { mode } = await lstat(path);
  if ((mode & OTHERS) !== 0) await chmod(path, mode & 0o700);
}
