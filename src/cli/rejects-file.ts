import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import { csvLine } from './format/csv-line.ts';
import { plainText } from './format/plain-text.ts';

const CHUNK_LENGTH = 256 * 1024;

/**
 * All rejected rows as CSV `file,line,reason,message`. Written as they come and at once, so that a file of junk as large
 * as may be takes no memory here.
 */
export class RejectsFile {
  readonly #path: string;
  readonly #descriptor: number;

  /** @throws PulsebaseError `FILE_UNREADABLE` when the file cannot be made. */
  constructor(path: string) {
    this.#path = path;
    this.#descriptor = this.#attempt(() => openSync(path, 'w'));
    this.#write(csvLine(['file', 'line', 'reason', 'message']));
  }

  add(file: string, rejections: readonly Rejection[]): void {
    let chunk = '';
    for (const { row, reason, message } of rejections) {
      chunk += csvLine([file, row, reason, plainText(message)]);
      if (chunk.length < CHUNK_LENGTH) continue;
      this.#write(chunk);
      chunk = '';
    }
    if (chunk !== '') this.#write(chunk);
  }

  close(): void {
    this.#attempt(() => closeSync(this.#descriptor));
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    // One call may take only a part of it, into a pipe for instance.
    for (let at = 0; at < bytes.length; ) at += this.#attempt(() => writeSync(this.#descriptor, bytes, at));
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
