import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { resourceShortage } from '../../model/resource-shortage.ts';
import type { ReadingInput } from '../reading-format.ts';

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
  const folder = await attempt(input.name, () => mkdtemp(join(tmpdir(), 'pulsebase-')));
  try {
    const path = join(folder, 'copy');
    const file = await attempt(input.name, () => open(path, 'wx', 0o600));
    try {
      for await (const chunk of input.chunks) await attempt(input.name, () => file.writeFile(chunk));
    } finally {
      await file.close();
    }
    yield* read(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function attempt<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const shortage = resourceShortage(cause);
    if (shortage !== undefined) throw shortage;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PulsebaseError('FILE_UNREADABLE', `cannot copy ${name} to ${tmpdir()}: ${reason}`, { cause });
  }
}
