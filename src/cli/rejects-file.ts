import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { csvLine } from '../model/csv-line.ts';
import { plainText } from '../model/plain-text.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import { whyNotWritten } from './why-not-written.ts';

const CHUNK_LENGTH = 256 * 1024;

/**
 * All rejected rows as CSV `file,line,reason,message,row`, with each row as written, below the header that it is read by: what is
 * mended in it can be imported as it is. Rows are written immediately, so that even a huge file of junk takes no memory. An earlier run's file is kept until this run has something to write.
 */
export class RejectsFile {
  readonly #path: string;
  #descriptor: number | undefined;
  /** Of the row that was written last. */
  #file: string | undefined;
  #header: string | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Creates or truncates the file, once per run.
   *
   * @throws PulsebaseError `FILE_UNREADABLE` when the file cannot be created or written, as for all methods.
   */
  begin(): void {
    this.#begun();
  }

  add(file: string, rejections: readonly Rejection[]): void {
    if (rejections.length === 0) return;
    const descriptor = this.#begun();
    let chunk = '';
    for (const { row, reason, message, text = '', header } of rejections) {
      if (file !== this.#file) this.#header = undefined;
      this.#file = file;
      if (header !== undefined && header !== this.#header) {
        this.#header = header;
        chunk += csvLine([file, '', 'header', 'the rows below are read by it', header]);
      }
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
    // One call may write only a part of it, for instance to a pipe.
    for (let at = 0; at < bytes.length; ) at += this.#attempt(() => writeSync(descriptor, bytes, at));
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      const file = `the rejected rows to ${this.#path}`;
      throw new PulsebaseError('FILE_UNREADABLE', `cannot write ${file}: ${whyNotWritten(cause)}`, { cause });
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
