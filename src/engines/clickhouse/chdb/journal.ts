import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { engineError } from '../engine-error.ts';
import type { Intent } from '../journal/intent.ts';
import type { WriteJournal } from '../journal/write-journal.ts';
import type { DiskReserve } from './disk-reserve.ts';
import { type JournalLine, journalLine, readJournal, writeJournal } from './journal-file.ts';
import { readOwnFile } from './own-file.ts';
import { syncDirectory } from './sync-directory.ts';

/**
 * Fewer versions than this are used after the last one on disk; the next process starts beyond them, so that what it writes
 * always replaces what is stored.
 */
const VERSION_GAP = 2 ** 20;
const MAX_BYTES = 1024 * 1024;

/**
 * The write-ahead journal of an embedded store: one file of JSON lines. An intent is on disk before its statements start
 * and stays until the roll-ups are; what is left over is finished at the next open. It is also the store's only source
 * of versions, so that they increase across processes whatever the clock does.
 */
export class Journal implements WriteJournal {
  /** Whether the journal that the store had was missing or damaged: every roll-up will be computed again. */
  readonly wasLost: boolean;
  readonly #path: string;
  readonly #durable: boolean;
  readonly #disk: DiskReserve;
  readonly #pending: Map<number, Intent>;
  #file: FileHandle | undefined;
  #bytes = 0;
  #version: number;
  /** The highest version on disk. */
  #written = 0;

  private constructor(
    path: string,
    durable: boolean,
    disk: DiskReserve,
    version: number,
    pending: Map<number, Intent>,
    wasLost: boolean,
  ) {
    this.#path = path;
    this.#durable = durable;
    this.#disk = disk;
    this.#version = version;
    this.#pending = pending;
    this.wasLost = wasLost;
  }

  /**
   * @param atLeast A version that the store is known to have used, 0 when it holds nothing: for a journal that was lost.
   * @throws PulsebaseError `STORE_NEWER`, `DISK_FULL`, `STORE_UNWRITABLE`, `STORE_DAMAGED` when it is not a file.
   */
  static async open(
    path: string,
    durable: boolean,
    disk: DiskReserve,
    atLeast: () => Promise<number>,
  ): Promise<Journal> {
    const text = (await readOwnFile(path)) ?? '';
    const { version, pending, isDamaged } = readJournal(text);
    const stored = version === 0 || isDamaged ? await atLeast() : 0;
    const base = Math.max(version, stored) + VERSION_GAP;
    const wasLost = isDamaged || (version === 0 && stored > 0);
    if (wasLost) pending.set(base + 1, { kind: 'rebuild' });
    const journal = new Journal(path, durable, disk, base + 1, pending, wasLost);
    await journal.#rewrite();
    return journal;
  }

  /** Intents whose statements may not all have been done, oldest first. */
  get pending(): ReadonlyMap<number, Intent> {
    return this.#pending;
  }

  /** Returns a version above all that were ever assigned. */
  async nextVersion(): Promise<number> {
    this.#version += 1;
    const version = this.#version;
    // Putting users takes versions without an intent, and might use up the gap.
    if (version - this.#written >= VERSION_GAP / 2) await this.#rewrite();
    return version;
  }

  /** Records an intent; it is on disk when the promise settles. Returns its number, which is also a new version. */
  async begin(intent: Intent): Promise<number> {
    this.#version += 1;
    const id = this.#version;
    await this.#append({ begin: id, intent }, true);
    this.#written = id;
    this.#pending.set(id, intent);
    return id;
  }

  /**
   * Marks intents as done. The line is on disk with the next `begin` at the latest, before any readings that doing an
   * intent twice could harm. A deletion of users has it on disk before it ends, since users are put without an intent: done twice, it
   * could delete them. Any other intent counts as done even where the line cannot be written.
   */
  async done(ids: readonly number[]): Promise<void> {
    const mustBeKept = ids.some((id) => this.#pending.get(id)?.kind === 'delete-users');
    try {
      await this.#append({ done: ids }, mustBeKept);
    } catch (error) {
      if (mustBeKept) throw error;
      // The next `begin` writes a fresh file, which holds only what is pending then.
      await this.#file?.close().catch(() => {});
      this.#file = undefined;
    }
    for (const id of ids) this.#pending.delete(id);
    // Only the file's length is at stake, so a failure does not matter.
    if (this.#bytes > MAX_BYTES && this.#pending.size === 0) await this.#tryToRewrite().catch(() => {});
  }

  /** A version costs nothing here, so each statement gets its own. */
  recompute(work: (version: () => Promise<number>) => Promise<void>): Promise<void> {
    return work(() => this.nextVersion());
  }

  async hasOthersUnderWay(): Promise<boolean> {
    return false;
  }

  async confirm<T>(seen: T): Promise<T> {
    return seen;
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  watch(): void {}

  async unwatch(): Promise<void> {}

  async ensureLease(): Promise<void> {}

  async close(): Promise<void> {
    // A short journal only speeds up the next open; closing must work on a full disk too.
    if (this.#pending.size === 0) await this.#tryToRewrite().catch(() => {});
    await this.#file?.close();
  }

  #append(line: JournalLine, sync: boolean): Promise<void> {
    return this.#disk.during(() => this.#tryToAppend(journalLine(line), sync));
  }

  async #tryToAppend(text: string, sync: boolean): Promise<void> {
    try {
      const file = this.#file ?? (await this.#tryToRewrite());
      await file.appendFile(text);
      if (sync && this.#durable) await file.datasync();
    } catch (error) {
      // Half a line may stand there now (a full disk), or a whole one of an intent that the caller is told has failed. A
      // fresh file holds neither; where it cannot be written now, it is before the next line.
      await this.#file?.close().catch(() => {});
      this.#file = undefined;
      await this.#tryToRewrite().catch(() => {});
      throw engineError(error);
    }
    this.#bytes += text.length;
  }

  /** Replaces the file by one that holds only what is pending. */
  #rewrite(): Promise<FileHandle> {
    return this.#disk.during(() => this.#tryToRewrite());
  }

  async #tryToRewrite(): Promise<FileHandle> {
    const version = this.#version;
    const text = writeJournal(version, this.#pending);
    const fresh = `${this.#path}.new`;
    try {
      // A process that was killed may have left it.
      await rm(fresh, { recursive: true, force: true });
      const file = await open(fresh, 'w', 0o600);
      try {
        await file.writeFile(text);
        if (this.#durable) await file.sync();
        await rename(fresh, this.#path);
      } catch (error) {
        await file.close();
        throw error;
      }
      await this.#file?.close().catch(() => {});
      this.#file = file;
      this.#bytes = text.length;
      if (this.#durable) await syncDirectory(dirname(this.#path));
      this.#written = version;
      return file;
    } catch (error) {
      await rm(fresh, { force: true }).catch(() => {});
      throw engineError(error);
    }
  }
}
