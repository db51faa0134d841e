import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PulsebaseError } from '../../model/pulsebase-error.ts';

/** A file in a folder. */
export interface FolderFile {
  readonly path: string;
  readonly bytes: number;
}

/** What systems put beside the files of people. */
const HIDDEN = /^\.|^__MACOSX$/;

/** Whether a path is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Whatever is wrong with it is told when it is opened.
    return false;
  }
}

/**
 * The files in a folder and in those within it, in order of their names. Links are not followed, hidden files are left out.
 *
 * @throws PulsebaseError `FILE_UNREADABLE` when a folder cannot be read.
 */
export async function walkFolder(folder: string): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (HIDDEN.test(entry.name)) continue;
    if (entry.isDirectory()) files.push(...(await walkFolder(path)));
    else if (entry.isFile()) files.push({ path, bytes: (await stat(path)).size });
  }
  return files;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PulsebaseError('FILE_UNREADABLE', `cannot read the folder ${folder}: ${reason}`, { cause });
  }
}
