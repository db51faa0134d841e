import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ServiceError } from '../problems/service-error.ts';
import { endOfLinesUpTo } from './end-of-lines-up-to.ts';
import { foreignPlace } from './foreign-place.ts';
import { linesBackwards } from './lines-backwards.ts';
import type { LinePlace, PastLine, PastLines, PastLinesRange } from './past-lines.ts';

const { O_RDONLY, O_NONBLOCK } = constants;

/** The lines of a file; those of files that were moved away are not among them. */
export class PastLinesOfFile implements PastLines {
  readonly #path: string;
  readonly #timeOf: (text: string) => number | undefined;

  /** @param timeOf When a line was added (Unix ms), if it says so. */
  constructor(path: string, timeOf: (text: string) => number | undefined) {
    this.#path = path;
    this.#timeOf = timeOf;
  }

  async *newestFirst({ after, to }: PastLinesRange): AsyncGenerator<PastLine> {
    await using file = await this.#opened();
    if (file === undefined) {
      if (after !== undefined) throw foreignPlace();
      return;
    }
    const { ino, size } = await file.stat({ bigint: true });
    const id = String(ino);
    const newest = after === undefined ? Number(size) : requireOffset(after, id, Number(size));
    const end = to === undefined ? newest : await endOfLinesUpTo(file, newest, to, this.#timeOf);
    for await (const { text, start } of linesBackwards(file, end)) yield { text, place: [id, start] };
  }

  /** `undefined` where there is none yet, or none any more. */
  async #opened(): Promise<FileHandle | undefined> {
    const file = await open(this.#path, O_RDONLY | O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (file === undefined || (await file.stat()).isFile()) return file;
    await file.close();
    throw new ServiceError(
      501,
      'FILE_UNREADABLE',
      'the audit log is written into a pipe, which cannot be read again; read it where it goes, or set AUDIT_LOG=state',
    );
  }
}

function requireOffset([id, offset, ...more]: LinePlace, wanted: string, size: number): number {
  const isOffset = typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0 && offset <= size;
  if (id === wanted && isOffset && more.length === 0) return offset;
  throw foreignPlace();
}
