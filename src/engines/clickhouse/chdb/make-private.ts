import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const OTHERS = 0o077;
/** Errors of a change of permissions that is not allowed here: then they stay as they are. */
const REFUSALS: ReadonlySet<unknown> = new Set(['EPERM', 'EACCES', 'EROFS', 'ENOTSUP']);

/** Whether other accounts of the machine have any right to a directory. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  // Windows and some mounts know no such rights, and call everything open.
  return process.platform !== 'win32' && ((await lstat(path)).mode & OTHERS) !== 0;
}

/**
 * Takes the rights of other accounts away from a directory and from all that is in it. The directory itself comes last: while it
 * is open to others, the rest has yet to be done. Then it keeps them away from what is made in it later, too.
 */
export async function makePrivate(path: string): Promise<void> {
  if (!(await isOpenToOthers(path))) return;
  try {
    await closeAll(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && REFUSALS.has(error.code))) throw error;
  }
}

async function closeAll(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await closeAll(path);
    else if (entry.isFile()) await close(path);
  }
  await close(directory);
}

async function close(path: string): Promise<void> {
  const { mode } = await lstat(path);
  if ((mode & OTHERS) !== 0) await chmod(path, mode & 0o700);
}
