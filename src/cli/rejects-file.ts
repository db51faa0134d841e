import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import { csvLine } from './format/csv-line.ts';
import { plainText } from './format/plain-text.ts';

const CHUNK_LENGTH = 256 * 1024;

/**
 * All rejected rows as CSV `file,line,reason,message,row`, where the row is as it was written. Written as they come and at once, so that a file of junk as large
 * as may be takes no memory here. What an earlier run has left in its place stays until there is something to tell.
 */
export class RejectsFile {
  readonly #path: string;
  #descriptor: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Empties the file, or makes it, unless this was done before: what it shall hold are the rows that come now.
   *
   * @throws PulsebaseError `FILE_UNREADABLE` when the file cannot be made or written, as of all here.
   */
  begin(): void {
    this.#begun();
  }

  add(file: string, rejections: readonly Rejection[]): void {
    if (rejections.length === 0) return;
    const descriptor = this.#begun();
    let chunk = '';
    for (const { row, reason, message, text = '' } of rejections) {
      chunk += csvLine([file, row, reason, plainText(message), text]);
      if (chunk.length < CHUNK_LENGTH) continue;
      this.#write(descriptor, chunk);
      chunk = '';
    }
    if (chunk !== '') this.#write(descriptor, chunk);
  }

  close(): void {
    const descriptor = this.#descriptor;
    if (descriptor !== undefined) this.#attempt(() => closeSync(descriptor));
  }

  #begun(): number {
    if (this.#descriptor !== undefined) return this.#descriptor;
    const descriptor = this.#attempt(() => openSync(this.#path, 'w'));
    this.#descriptor = descriptor;
    this.#write(descriptor, csvLine(['file', 'line', 'reason', 'message', 'row']));
    return descriptor;
  }

  #write(descriptor: number, text: string): void {
    const bytes = Buffer.from(text);
    // One call may take only a part of it, into a pipe for instance.
    for (let at = 0; at < bytes.length; ) at += this.#attempt(() => writeSync(descriptor, bytes, at));
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new PulsebaseError('FILE_UNREADABLE', `cannot write the rejected rows to ${this.#path}: ${reason}`, {
        cause,
      });
    }
  }
}

/** @throws PulsebaseError `INVALID_ARGUMENT` when the rejected rows would be written over an input. */
export function refuseOverwriting(path: string, inputs: readonly string[]): void {
  const target = statSync(path, { throwIfNoEntry: false });
  if (target === undefined || !target.isFile()) return;
  for (const input of inputs) {
    const source = statSync(input, { throwIfNoEntry: false });
    if (source?.dev !== target.dev || source.ino !== target.ino) continue;
    throw new PulsebaseError('INVALID_ARGUMENT', `--rejects must name another file than the input ${input}`, {
      field: '--rejects',
    });
  }
}
