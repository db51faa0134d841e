import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { engineError } from './engine-error.ts';
import type { Scope } from './scope.ts';
import { syncDirectory } from './sync-directory.ts';

/** What is about to be done to the raw readings, written down before the first of its statements. */
export type Intent =
  | { readonly kind: 'write'; readonly scopes: readonly Scope[] }
  | {
      readonly kind: 'delete-readings';
      readonly users: readonly number[] | null;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'delete-users'; readonly users: readonly number[] };

type JournalLine =
  | { readonly begin: number; readonly intent: Intent }
  | { readonly done: readonly number[] }
  | { readonly version: number };

/**
 * Versions used since the last line on disk are fewer than this; the next process starts beyond them, so that what it
 * writes always replaces what is there.
 */
const VERSION_GAP = 2 ** 20;
const MAX_BYTES = 1024 * 1024;

/**
 * The write-ahead journal of an embedded store: one file of JSON lines. An intent is on disk before its statements start
 * and stays until the roll-ups are; what is left over is finished at the next open. It is also the store's only source
 * of versions, so that they grow over all processes whatever the clock does.
 */
export class Journal {
  readonly #path: string;
  readonly #durable: boolean;
  readonly #pending: Map<number, Intent>;
  #file: FileHandle;
  #bytes: number;
  #version: number;

  private constructor(path: string, durable: boolean, file: FileHandle, state: JournalState) {
    this.#path = path;
    this.#durable = durable;
    this.#file = file;
    this.#bytes = state.bytes;
    this.#version = state.version;
    this.#pending = state.pending;
  }

  /** @param atLeast A version that the store is known to have used, for a journal that was lost. */
  static async open(path: string, durable: boolean, atLeast: () => Promise<number>): Promise<Journal> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw engineError(error);
    });
    const state = readState(text ?? '');
    const base = text === undefined || state.version === 0 ? await atLeast() : state.version;
    const journal = new Journal(path, durable, await open(path, 'a'), { ...state, version: base + VERSION_GAP });
    await journal.#rewrite();
    return journal;
  }

  /** Intents whose statements may not all have been done, oldest first. */
  get pending(): ReadonlyMap<number, Intent> {
    return this.#pending;
  }

  /** A version above all that were ever given. */
  nextVersion(): number {
    this.#version += 1;
    return this.#version;
  }

  /** Writes an intent down; it is on disk when the promise settles. Gives its number, which is also a fresh version. */
  async begin(intent: Intent): Promise<number> {
    const id = this.nextVersion();
    await this.#append({ begin: id, intent });
    if (this.#durable) await this.#file.datasync();
    this.#pending.set(id, intent);
    return id;
  }

  /**
   * Marks intents as done. The line needs no sync of its own: it is on disk with the next `begin`, before anything that
   * doing an intent twice could harm.
   */
  async done(ids: readonly number[]): Promise<void> {
    await this.#append({ done: ids });
    for (const id of ids) this.#pending.delete(id);
    if (this.#bytes > MAX_BYTES && this.#pending.size === 0) await this.#rewrite();
  }

  async close(): Promise<void> {
    if (this.#pending.size === 0) await this.#rewrite();
    await this.#file.close();
  }

  async #append(line: JournalLine): Promise<void> {
    const text = `${JSON.stringify(line)}\n`;
    try {
      await this.#file.appendFile(text);
    } catch (error) {
      // Half a line may stand there now (a full disk); a fresh file holds only whole ones.
      await this.#rewrite().catch(() => {});
      throw engineError(error);
    }
    this.#bytes += text.length;
  }

  /** Replaces the file by one that holds only what is pending. */
  async #rewrite(): Promise<void> {
    const lines: JournalLine[] = [
      { version: this.#version },
      ...[...this.#pending].map(([begin, intent]) => ({ begin, intent })),
    ];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const fresh = await open(`${this.#path}.new`, 'w');
    try {
      await fresh.writeFile(text);
      if (this.#durable) await fresh.sync();
    } finally {
      await fresh.close();
    }
    await rename(`${this.#path}.new`, this.#path);
    if (this.#durable) await syncDirectory(dirname(this.#path));
    await this.#file.close();
    this.#file = await open(this.#path, 'a');
    this.#bytes = text.length;
  }
}

interface JournalState {
  readonly version: number;
  readonly bytes: number;
  readonly pending: Map<number, Intent>;
}

function readState(text: string): JournalState {
  const pending = new Map<number, Intent>();
  let version = 0;
  for (const row of text.split('\n')) {
    const line = parseLine(row);
    // A torn line was being written when the process died: its intent had not begun.
    if (line === undefined) continue;
    if ('begin' in line) {
      pending.set(line.begin, line.intent);
      version = Math.max(version, line.begin);
    } else if ('done' in line) for (const id of line.done) pending.delete(id);
    else version = Math.max(version, line.version);
  }
  return { version, bytes: text.length, pending };
}

function parseLine(row: string): JournalLine | undefined {
  try {
    return row === '' ? undefined : (JSON.parse(row) as JournalLine);
  } catch {
    return undefined;
  }
}
