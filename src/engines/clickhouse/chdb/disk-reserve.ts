import { randomFillSync } from 'node:crypto';
import { open, rm, statfs, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { engineError, errorNumber } from '../engine-error.ts';
import { roomToRewrite } from '../journal/room-to-rewrite.ts';
import type { StoreDisk } from '../statements/executor.ts';
import { FailedWrite } from './failed-writes.ts';
import { statOwnFile } from './own-file.ts';

/** Enough to finish what a write has begun on a disk that others fill meanwhile: the roll-ups of a batch take a few MiB. */
const RESERVE_BYTES = 16 * 1024 * 1024;
/** The engine's error when it cannot reserve that much. */
const NOT_ENOUGH_SPACE = 243;
const MAX_TRIES = 20;
const PAUSE_MS = 50;

/**
 * Disk space reserved for an embedded store: a file of random bytes. Work that runs out of space removes it and is repeated;
 * nothing new begins until the file can be created again.
 */
export class DiskReserve implements StoreDisk {
  readonly #path: string;
  /** Whether the file exists; `undefined` until checked. */
  #isKept: boolean | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Creates the file if it is missing and there is space for more than it. */
  async keep(): Promise<void> {
    await this.hasRoom(RESERVE_BYTES);
  }

  /** @throws PulsebaseError `STORE_UNWRITABLE`; `STORE_DAMAGED` when its path is not a file. */
  async hasRoom(bytes: number): Promise<boolean> {
    const [free, isKept] = [await this.#free(), await this.#look()];
    return free >= bytes + (isKept ? 0 : RESERVE_BYTES) && (isKept || this.#make());
  }

  async hasRoomToDelete(bytes: number): Promise<boolean> {
    return (await this.#free()) + ((await this.#look()) ? RESERVE_BYTES : 0) >= bytes;
  }

  /** Runs idempotent work. When it runs out of space, the reserve is released and the work repeated. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        if (await this.#giveUp()) continue;
        if (tries > MAX_TRIES || !(await this.#isPassing(error))) throw error;
        await pause(PAUSE_MS);
      }
    }
  }

  /** The engine reserves a MiB or more for each part that it writes, and merges may briefly hold all that is left. */
  async #isPassing(error: PulsebaseError): Promise<boolean> {
    const mayPass = errorNumber(error) === NOT_ENOUGH_SPACE || error.cause instanceof FailedWrite;
    return mayPass && (await this.#free()) >= roomToRewrite(0);
  }

  /** @returns Whether there was a reserve to release. */
  async #giveUp(): Promise<boolean> {
    if (!(await this.#look())) return false;
    // A program that has the file open, a backup for instance, would keep a removed file's space.
    await truncate(this.#path, 0).catch(rethrow);
    this.#isKept = false;
    return true;
  }

  async #free(): Promise<number> {
    const { bavail, blocks, bsize } = await statfs(dirname(this.#path)).catch(rethrow);
    // Some file systems do not report it.
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
  }

  async #look(): Promise<boolean> {
    this.#isKept ??= (await statOwnFile(this.#path))?.size === RESERVE_BYTES;
    return this.#isKept;
  }

  async #make(): Promise<boolean> {
    try {
      // The file may have another name, by a hard link.
      await rm(this.#path, { force: true });
      const file = await open(this.#path, 'wx', 0o600);
      try {
        // A compressing file system would not reserve space for zeros.
        await file.writeFile(randomFillSync(Buffer.alloc(RESERVE_BYTES)));
      } finally {
        await file.close();
      }
      this.#isKept = true;
      return true;
    } catch (cause) {
      await rm(this.#path, { force: true }).catch(() => {});
      const error = engineError(cause);
      if (isDiskFull(error)) return false;
      throw error;
    }
  }
}

function rethrow(error: unknown): never {
  throw engineError(error);
}

function isDiskFull(error: unknown): error is PulsebaseError {
  return error instanceof PulsebaseError && error.code === 'DISK_FULL';
}
