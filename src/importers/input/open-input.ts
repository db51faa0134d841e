import { open } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { resourceShortage } from '../../model/resource-shortage.ts';
import { gunzip, isGzip } from './gunzip.ts';
import { withHead } from './with-head.ts';

/** Small enough that a chunk is parsed in a few milliseconds, large enough that reading costs nothing. */
const CHUNK_BYTES = 128 * 1024;

/** The bytes of a file or of standard input, unpacked where they are gzip. */
export interface Input {
  /** How messages call it. */
  readonly name: string;
  /** Size of the file as it lies there (packed); `undefined` when it is not known. */
  readonly totalBytes: number | undefined;
  /** Bytes taken from the file so far, packed as they lie there. */
  bytesRead(): number;
  /** The unpacked bytes, once. */
  readonly chunks: AsyncGenerator<Buffer>;
  /** The same bytes once more, from the first; left out for what is not a file that lies there. */
  reopen?(): Promise<AsyncGenerator<Buffer>>;
  close(): void;
}

/**
 * Opens a file; `-` is standard input. Gzip is known by its first two bytes.
 *
 * @throws PulsebaseError `FILE_UNREADABLE`, `RESOURCES_EXHAUSTED`; later, while reading, also `INVALID_FILE` (damaged gzip) and `ABORTED`.
 */
export async function openInput(file: string, signal?: AbortSignal): Promise<Input> {
  const name = file === '-' ? 'standard input' : file;
  if (signal?.aborted) throw aborted(name);
  const { stream, size } = file === '-' ? { stream: process.stdin, size: undefined } : await openFile(file);
  if (signal !== undefined) addAbortSignal(signal, stream);
  // An abort between two reads would otherwise be an unhandled error event; the next read reports it.
  stream.on('error', () => {});
  let read = 0;
  const count = (bytes: number) => {
    read += bytes;
  };
  return {
    name,
    totalBytes: size,
    bytesRead: () => read,
    chunks: unpacked(counted(stream, name, count, signal), name),
    // Not so with a pipe that has a name: nobody may write into it again.
    ...(size === undefined ? {} : { reopen: async () => (await openInput(file, signal)).chunks }),
    close: () => {
      stream.destroy();
    },
  };
}

async function openFile(file: string): Promise<{ stream: Readable; size: number | undefined }> {
  try {
    const handle = await open(file, 'r');
    const stats = await handle.stat();
    if (stats.isDirectory()) {
      await handle.close();
      throw new PulsebaseError('FILE_UNREADABLE', `${file} is a directory; name a file`);
    }
    return {
      stream: handle.createReadStream({ highWaterMark: CHUNK_BYTES }),
      size: stats.isFile() ? stats.size : undefined,
    };
  } catch (error) {
    throw error instanceof PulsebaseError ? error : unreadable(file, error);
  }
}

async function* counted(
  stream: Readable,
  name: string,
  count: (bytes: number) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) {
      // Standard input gives text when somebody has set an encoding on it.
      const bytes: Buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      count(bytes.length);
      yield bytes;
    }
  } catch (error) {
    throw signal?.aborted ? aborted(name) : unreadable(name, error);
  }
}

async function* unpacked(packed: AsyncGenerator<Buffer>, name: string): AsyncGenerator<Buffer> {
  const { head, all } = await withHead(packed, 2);
  yield* isGzip(head) ? gunzip(all, name) : all;
}

function aborted(name: string): PulsebaseError {
  return new PulsebaseError('ABORTED', `stopped while reading ${name}`);
}

const CAUSES: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a directory; name a file',
};

function unreadable(name: string, cause: unknown): PulsebaseError {
  const shortage = resourceShortage(cause);
  if (shortage !== undefined) return shortage;
  const { code, message } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {};
  const why = (code === undefined ? undefined : CAUSES[code]) ?? message ?? 'unknown cause';
  return new PulsebaseError('FILE_UNREADABLE', `cannot read ${name}: ${why}`, { cause });
}
