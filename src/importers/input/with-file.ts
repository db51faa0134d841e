import { hostname, tmpdir } from 'node:os';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ReadingInput } from '../reading-format.ts';
import { CopyFolder, type PrivateCopy } from './copy-folder.ts';

/**
 * Reads bytes by position, in a file: their own, or a copy that only this user can read, and that is removed in the end.
 *
 * @throws PulsebaseError what the chunks throw, `FILE_UNREADABLE` and `RESOURCES_EXHAUSTED` when the copy cannot be made.
 */
export async function* withFile<T>(
  input: Pick<ReadingInput, 'path' | 'chunks' | 'name'>,
  read: (path: string) => AsyncIterable<T>,
): AsyncGenerator<T> {
  if (input.path !== undefined) {
    yield* read(input.path);
    return;
  }
  const { path, remove } = await temporaryCopy(input);
  try {
    yield* read(path);
  } finally {
    await remove();
  }
}

async function temporaryCopy({ name, chunks }: Pick<ReadingInput, 'chunks' | 'name'>): Promise<PrivateCopy> {
  const directory = tmpdir();
  const unwritable = (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new PulsebaseError('FILE_UNREADABLE', `cannot copy ${name} to ${directory}: ${reason}`, { cause });
  };
  let copies: CopyFolder;
  try {
    // Hosts and containers may share the directory; the numbers of their processes they do not.
    copies = new CopyFolder(directory, `pulsebase-copy-${hostname()}-`);
  } catch (cause) {
    throw unwritable(cause);
  }
  return copies.copy(chunks, unwritable);
}
