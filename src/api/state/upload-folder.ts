import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where bodies of uploads are kept while they are read: a folder of the state directory, which only this user can read. What a
 * service that was killed has left is removed by the next one.
 */
export class UploadFolder {
  readonly #path: string;

  /** @throws an error of the file system. */
  constructor(stateDirectory: string) {
    this.#path = join(stateDirectory, 'uploads');
    mkdirSync(this.#path, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.#path)) {
      if (!isOfAnother(name)) rmSync(join(this.#path, name), { recursive: true, force: true });
    }
  }

  /** A new folder for one body. */
  async make(): Promise<string> {
    return mkdtemp(join(this.#path, `${process.pid}-`));
  }
}

/** Whether a folder belongs to another process that still runs. In a container the one before may have had the same number. */
function isOfAnother(name: string): boolean {
  const pid = Number.parseInt(name, 10);
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
