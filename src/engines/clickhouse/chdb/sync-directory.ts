import { open } from 'node:fs/promises';

/** Makes the entries of a directory durable: new, renamed and removed files. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
