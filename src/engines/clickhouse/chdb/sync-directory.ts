import { open } from 'node:fs/promises';
import { engineError } from '../engine-error.ts';

/** Makes the entries of a directory durable: new, renamed and removed files. @throws PulsebaseError */
export async function syncDirectory(directory: string): Promise<void> {
  try {
    await using handle = await open(directory, 'r');
    await handle.sync();
  } catch (error) {
    throw engineError(error);
  }
}
