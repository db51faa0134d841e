import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Lines, LineTrouble } from './lines.ts';
import { RetriedWork } from './retried-work.ts';

const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
/** Appends. A pipe that is full, or that nobody reads, is an error instead of an endless wait. */
const ADD = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK;

/** Bytes of lines to write at a time, if there are several. */
const MAX_WRITE = 64 * 1024;

interface Line {
  readonly bytes: Buffer;
  written: number;
  /** Resolves the promise for the line. */
  readonly settle: () => void;
}

/**
 * A file to which lines are appended in order, without blocking the event loop. Lines that arrive during a write form the next
 * one. While the disk is full, or nobody reads the pipe, they wait in memory, up to a bound.
 */
export class LineFile implements Lines {
  readonly #path: string;
  readonly #maxWaiting: number;
  readonly #trouble: LineTrouble;
  readonly #waiting: Line[] = [];
  #waitingBytes = 0;
  #file: FileHandle | undefined;
  #isMoved = false;
  readonly #writing: RetriedWork;

  constructor(path: string, maxWaiting: number, trouble: LineTrouble) {
    this.#path = path;
    this.#maxWaiting = maxWaiting;
    this.#trouble = trouble;
    this.#writing = new RetriedWork(
      () => this.#writeAll(),
      trouble,
      () => {
        for (const { settle } of this.#waiting) settle();
      },
    );
    void this.#writing.run();
  }

  /**
   * Appends a line. The promise settles when the system has it, so that it survives a kill of the process, or when it has to wait
   * because the file cannot be written; it never rejects.
   */
  add(text: string): Promise<void> {
    const bytes = Buffer.from(`${text}\n`);
    if (this.#writing.isClosed || this.#waitingBytes + bytes.length > this.#maxWaiting) {
      this.#trouble.lost();
      return Promise.resolve();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ bytes, written: 0, settle: resolve });
    this.#waitingBytes += bytes.length;
    void this.#writing.run();
    return promise;
  }

  /** Reopens the file, after it was moved away. */
  reopen(): void {
    this.#isMoved = true;
    void this.#writing.run();
  }

  /** Writes the waiting lines, and closes the file. */
  async close(): Promise<void> {
    await this.#writing.close();
    await this.#file?.close().catch(() => {});
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0 || this.#file === undefined || this.#isMoved) {
      const file = await this.#opened();
      const piece = this.#nextPiece();
      if (piece.length > 0) this.#advance((await file.write(piece)).bytesWritten);
    }
  }

  async #opened(): Promise<FileHandle> {
    if (this.#isMoved) {
      this.#isMoved = false;
      const moved = this.#file;
      this.#file = undefined;
      // A line torn by a full disk is written again as a whole.
      if (this.#waiting[0] !== undefined) this.#waiting[0].written = 0;
      await moved?.close();
    }
    this.#file ??= await openForLines(this.#path);
    return this.#file;
  }

  #nextPiece(): Buffer {
    const pieces: Buffer[] = [];
    let bytes = 0;
    for (const line of this.#waiting) {
      const rest = line.bytes.subarray(line.written);
      if (bytes > 0 && bytes + rest.length > MAX_WRITE) break;
      pieces.push(rest);
      bytes += rest.length;
    }
    return Buffer.concat(pieces);
  }

  #advance(written: number): void {
    let left = written;
    let count = 0;
    for (const line of this.#waiting) {
      const rest = line.bytes.length - line.written;
      if (left < rest) {
        line.written += left;
        break;
      }
      left -= rest;
      count += 1;
    }
    for (const { bytes, settle } of this.#waiting.splice(0, count)) {
      this.#waitingBytes -= bytes.length;
      settle();
    }
  }
}

/** Opens a file for appending. First ends a line that an earlier process left incomplete. */
async function openForLines(path: string): Promise<FileHandle> {
  const isTorn = await endsInTornLine(path);
  const file = await open(path, ADD, 0o600);
  try {
    if (isTorn) await file.write('\n');
    return file;
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
}

/** Whether the last line is incomplete. */
async function endsInTornLine(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile() || found.size === 0) return false;
  await using file = await open(path, 'r');
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, found.size - 1);
  return buffer[0] !== 0x0a;
}
