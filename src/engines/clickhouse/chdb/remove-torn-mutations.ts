import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { engineError } from '../engine-error.ts';

/** A deletion as the engine writes it down for each table: its last line is the commands, on one line. */
const WHOLE = /\ncommands: .*\n/;

/**
 * Removes deletions that were not written completely, for lack of space. The engine would not open their tables; the journal
 * of the store knows what was to be deleted. The tables must not be open.
 *
 * @param engine The engine's directory; there may be none yet.
 */
export async function removeTornMutations(engine: string): Promise<void> {
  for (const group of await entriesOf(join(engine, 'store'))) {
    for (const table of await entriesOf(group)) {
      for (const file of await entriesOf(table)) {
        if (!/\/mutation_\d+\.txt$/.test(file)) continue;
        if (!WHOLE.test(await readFile(file, 'utf8').catch(rethrow))) await rm(file, { force: true }).catch(rethrow);
      }
    }
  }
}

async function entriesOf(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw engineError(error);
  });
  return names.map((name) => join(directory, name));
}

function rethrow(error: unknown): never {
  throw engineError(error);
}
