import { readdirSync, rmSync, statSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { resourceShortage } from '../../model/resource-shortage.ts';

/** A file that only this user can read, with a copy of what was read. */
export interface PrivateCopy {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Where copies are kept of bytes that have to be read by position or twice. Each has a folder of its own, whose name says
 * which process it belongs to: what a process that was killed has left is removed by the next that keeps copies there.
 */
export class CopyFolder {
  readonly #directory: string;
  readonly #prefix: string;

  /**
   * @param prefix How names of this kind begin, where other things are in the directory too.
   * @throws an error of the file system when the directory cannot be read.
   */
  constructor(directory: string, prefix = '') {
    this.#directory = directory;
    this.#prefix = prefix;
    for (const name of readdirSync(directory)) {
      if (name.startsWith(prefix)) removeLeft(join(directory, name), Number.parseInt(name.slice(prefix.length), 10));
    }
  }

  /**
   * Copies chunks to a file; when that fails nothing is left of it.
   *
   * @param faultOf what is thrown in place of an error of the file system.
   * @throws PulsebaseError `RESOURCES_EXHAUSTED`, what `faultOf` gives, and what the chunks throw.
   */
  async copy(chunks: AsyncIterable<Buffer>, faultOf: (cause: unknown) => unknown): Promise<PrivateCopy> {
    const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        return await work();
      } catch (cause) {
        throw resourceShortage(cause) ?? faultOf(cause);
      }
    };
    const folder = await attempt(() => mkdtemp(join(this.#directory, `${this.#prefix}${process.pid}-`)));
    const remove = () => rm(folder, { recursive: true, force: true });
    try {
      const path = join(folder, 'copy');
      const file = await attempt(() => open(path, 'wx', 0o600));
      try {
        for await (const chunk of chunks) await attempt(() => file.writeFile(chunk));
      } finally {
        await file.close();
      }
      return { path, remove };
    } catch (error) {
      await remove();
      throw error;
    }
  }
}

/** Removes a folder whose process does not run any more. What cannot be removed keeps nobody from working. */
function removeLeft(path: string, pid: number): void {
  try {
    if (!isRunning(path, pid)) rmSync(path, { recursive: true, force: true });
  } catch {
    // That of another user, or gone.
  }
}

function isRunning(path: string, pid: number): boolean {
  if (!(pid > 0)) return false;
  // In a container the one before had the same number; what it left is older than this process.
  if (pid === process.pid) return statSync(path).mtimeMs >= Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
