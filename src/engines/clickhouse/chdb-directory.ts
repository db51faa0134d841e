import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PulsebaseError } from '../../model/pulsebase-error.ts';

/** Where the parts of an embedded store lie. */
export interface ChdbDirectory {
  readonly path: string;
  /** The engine's own directory. */
  readonly engine: string;
  readonly journal: string;
}

const MARKER = 'pulsebase-store';

/**
 * Makes the directory of an embedded store, or looks at one that is there.
 *
 * @throws PulsebaseError `INVALID_SETTING` for a URL without a path, `STORE_UNWRITABLE`, or `STORE_FOREIGN` for a directory
 * that holds something else: nothing of it is touched.
 */
export async function prepareDirectory(url: string): Promise<ChdbDirectory> {
  const given = decodeURIComponent(url.replace(/^chdb:(\/\/)?/i, ''));
  if (given === '') {
    throw new PulsebaseError('INVALID_SETTING', 'a chdb: URL names a directory, such as chdb:./pulsebase-data', {
      field: 'DATABASE_URL',
    });
  }
  const path = resolve(given);
  try {
    await mkdir(path, { recursive: true });
    const entries = await readdir(path);
    if (entries.length > 0 && !entries.includes(MARKER)) {
      throw new PulsebaseError('STORE_FOREIGN', `${path} is not empty and no Pulsebase store; name another directory`);
    }
    if (entries.length === 0) {
      await writeFile(join(path, MARKER), 'A Pulsebase store. Change nothing in here by hand.\n');
    }
    // Root may write anywhere but on a read-only file system, which only a real attempt shows.
    await access(path, constants.W_OK);
  } catch (cause) {
    throw directoryError(path, cause);
  }
  return { path, engine: join(path, 'chdb'), journal: join(path, 'journal') };
}

function directoryError(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new PulsebaseError('STORE_UNWRITABLE', `${path} is a file; a store needs a directory`, { cause });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new PulsebaseError('STORE_UNWRITABLE', `no right to write in ${path}; change its owner or permissions`, {
      cause,
    });
  }
  if (code === 'EROFS') {
    return new PulsebaseError('STORE_UNWRITABLE', `${path} lies on a read-only file system`, { cause });
  }
  if (code === 'ENOSPC') {
    return new PulsebaseError('DISK_FULL', `the disk of ${path} is full; free some space and try again`, { cause });
  }
  return cause;
}

/** Why the engine could not open the directory: it gives one error for every cause. */
export async function openFailure(directory: ChdbDirectory, cause: unknown): Promise<unknown> {
  const owner = await engineOwner(directory);
  if (owner !== undefined) {
    return new PulsebaseError(
      'STORE_IN_USE',
      `process ${owner} has the store ${directory.path} open; an embedded store belongs to one process at a time`,
      { cause },
    );
  }
  for (const path of [directory.engine, directory.path]) {
    const known = await probe(path);
    if (known !== undefined) return known;
  }
  return new PulsebaseError(
    'STORE_DAMAGED',
    `the engine cannot open ${directory.path}; its files are damaged or of a newer engine`,
    { cause },
  );
}

/** The process that the engine's own lock file names, when it is alive and not this one's past. */
async function engineOwner(directory: ChdbDirectory): Promise<number | undefined> {
  const text = await readFile(join(directory.engine, 'status'), 'utf8').catch(() => '');
  const pid = Number(/PID:\s*(\d+)/.exec(text)?.[1]);
  if (!Number.isInteger(pid)) return undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // A process of another user is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? pid : undefined;
  }
}

async function probe(path: string): Promise<unknown> {
  try {
    if (!(await stat(path)).isDirectory()) return new PulsebaseError('STORE_DAMAGED', `${path} is no directory`);
    await writeFile(join(path, '.probe'), '', { flag: 'w' });
    await rm(join(path, '.probe'), { force: true });
    return undefined;
  } catch (cause) {
    return directoryError(path, cause);
  }
}
