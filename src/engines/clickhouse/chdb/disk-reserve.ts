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
/** The engine's error when it has not so much to set aside. */
const NOT_ENOUGH_SPACE = 243;
const MAX_TRIES = 20;
const PAUSE_MS = 50;

/**
 * Room on the disk of an embedded store that nobody else can take: a file of nothing. Work that runs out of space gives it
 * up and is done again; nothing new begins then until there is room to make the file anew.
 */
export class DiskReserve implements StoreDisk {
  readonly #path: string;
  /** Whether the file is there; `undefined` while nobody has looked. */
  #isKept: boolean | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Makes the file where there is none and room for more than it. */
  async keep(): Promise<void> {
    await this.hasRoom(RESERVE_BYTES);
  }

  /** @throws PulsebaseError `STORE_UNWRITABLE`; `STORE_DAMAGED` when something else lies in place of the file. */
  async hasRoom(bytes: number): Promise<boolean> {
    const [free, isKept] = [await this.#free(), await this.#look()];
    return free >= bytes + (isKept ? 0 : RESERVE_BYTES) && (isKept || this.#make());
  }

  async hasRoomToDelete(bytes: number): Promise<boolean> {
    return (await this.#free()) + ((await this.#look()) ? RESERVE_BYTES : 0) >= bytes;
  }

  /** Runs work that may be done twice. When it runs out of space, it has the reserve and is done again. */
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

  /** The engine sets a MiB or more aside for each part that it makes, and merges may hold all that is left for a moment. */
  async #isPassing(error: PulsebaseError): Promise<boolean> {
    const mayPass = errorNumber(error) === NOT_ENOUGH_SPACE || error.cause instanceof FailedWrite;
    return mayPass && (await this.#free()) >= roomToRewrite(0);
  }

  /** @returns Whether there was something to give up. */
  async #giveUp(): Promise<boolean> {
    if (!(await this.#look())) return false;
    // Whoever has the file open, a backup for instance, would keep the room of one that is removed.
    await truncate(this.#path, 0).catch(rethrow);
    this.#isKept = false;
    return true;
  }

  async #free(): Promise<number> {
    const { bavail, blocks, bsize } = await statfs(dirname(this.#path)).catch(rethrow);
    // Some file systems do not tell.
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
  }

  async #look(): Promise<boolean> {
    this.#isKept ??= (await statOwnFile(this.#path))?.size === RESERVE_BYTES;
    return this.#isKept;
  }

  async #make(): Promise<boolean> {
    try {
      // A file of this name may be another one's too, by a hard link.
      await rm(this.#path, { force: true });
      const file = await open(this.#path, 'wx', 0o600);
      try {
        // A file system that compresses would not set aside room for zeros.
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
