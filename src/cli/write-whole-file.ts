import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { whyNotWritten } from './why-not-written.ts';

export interface WholeFileOptions {
  /** Whether a file of this name may be replaced. */
  readonly overwrite: boolean;
  /** Stops the writing with `ABORTED`; nothing is left of the file. */
  readonly signal: AbortSignal;
}

/**
 * Writes a file that is there whole or not at all: under a name of its own beside it, until the last byte is on the disk. Returns
 * its bytes.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when there is such a file already, before anything is read; `ABORTED`;
 *   `FILE_UNREADABLE` when it cannot be written; and what the pieces throw.
 */
export async function writeWholeFile(
  path: string,
  pieces: AsyncIterable<string | Uint8Array>,
  { overwrite, signal }: WholeFileOptions,
): Promise<number> {
  if (!overwrite) await requireAbsent(path);
  const part = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.part`);
  const write = <T>(work: () => Promise<T>) => attempt(path, work);
  let file: FileHandle | undefined = await write(() => open(part, 'wx'));
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      if (signal.aborted) throw new PulsebaseError('ABORTED', `stopped; nothing was written to ${path}`);
      const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
      await write(() => file!.writeFile(chunk));
      bytes += chunk.length;
    }
    await write(() => file!.sync());
    await write(() => file!.close());
    file = undefined;
    if (!overwrite) await requireAbsent(path);
    await write(() => rename(part, path));
    return bytes;
  } catch (error) {
    await file?.close().catch(() => {});
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
}

async function requireAbsent(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  throw new PulsebaseError('INVALID_ARGUMENT', `${path} exists; name another file, or add --overwrite`, {
    field: '--overwrite',
  });
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new PulsebaseError('FILE_UNREADABLE', `cannot write ${path}: ${whyNotWritten(cause)}`, { cause });
  }
}
