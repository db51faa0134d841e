import { open as openHandle } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { resourceShortage } from '../../model/resource-shortage.ts';
import type { PackedFile } from '../containers/packed-file.ts';
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

/** A file or standard input, as stored. */
export interface FileInput extends PackedFile {
  /** Its size; `undefined` when it is not known. */
  readonly totalBytes: number | undefined;
  /** How far it has been read since it was opened last. */
  bytesRead(): number;
  close(): void;
}

/**
 * Opens a file; `-` is standard input.
 *
 * @throws PulsebaseError `FILE_UNREADABLE`, `RESOURCES_EXHAUSTED`; later, while reading, also `ABORTED`.
 */
export async function openFileInput(file: string, signal?: AbortSignal): Promise<FileInput> {
  const name = file === '-' ? 'standard input' : file;
  if (signal?.aborted) throw aborted(name);
  // At once, so that an unreadable file is reported before anything else is done.
  let next: Opened | undefined = file === '-' ? { stream: process.stdin, size: undefined } : await openFile(file);
  const { size } = next;
  const opened = new Set<Readable>();
  let read = 0;
  async function* open(): AsyncGenerator<Buffer> {
    const { stream } = next ?? (await openFile(file));
    next = undefined;
    opened.add(stream);
    if (signal !== undefined) addAbortSignal(signal, stream);
    // An abort between two reads would otherwise be an unhandled error event; the next read reports it.
    stream.on('error', () => {});
    read = 0;
    try {
      yield* counted(
        stream,
        name,
        (bytes) => {
          read += bytes;
        },
        signal,
      );
    } finally {
      stream.destroy();
      opened.delete(stream);
    }
  }
  return {
    name,
    path: size === undefined ? undefined : file,
    isOnce: size === undefined,
    totalBytes: size,
    bytesRead: () => read,
    onRead: (bytes) => {
      read = bytes;
    },
    open,
    close: () => {
      next?.stream.destroy();
      for (const stream of opened) stream.destroy();
    },
  };
}

/**
 * Opens a file as {@link openFileInput} does, and unpacks it where it is gzip, which is known by its first two bytes.
 *
 * @throws PulsebaseError what {@link openFileInput} throws; later, while reading, also `INVALID_FILE` (damaged gzip).
 */
export async function openInput(file: string, signal?: AbortSignal): Promise<Input> {
  const { name, totalBytes, bytesRead, open, close } = await openFileInput(file, signal);
  return { name, totalBytes, bytesRead, chunks: unpacked(open(), name), close };
}

interface Opened {
  readonly stream: Readable;
  /** `undefined` of what is not a plain file. */
  readonly size: number | undefined;
}

async function openFile(file: string): Promise<Opened> {
  try {
    const handle = await openHandle(file, 'r');
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
      // Standard input yields text when an encoding has been set on it.
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
