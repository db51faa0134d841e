import { readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { storeNotFound } from '../../../engine/store-not-found.ts';
import { fewOpenFiles } from '../../../model/few-open-files.ts';
import { makeDirectory } from '../../../model/make-directory.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { resourceShortage } from '../../../model/resource-shortage.ts';
import { makePrivate } from './make-private.ts';

/** Paths of the parts of an embedded store. */
export interface ChdbDirectory {
  readonly path: string;
  /** The engine's own directory. */
  readonly engine: string;
  readonly journal: string;
  /** New readings that the parts do not hold yet. */
  readonly log: string;
  /** Reserved space, see `DiskReserve`. */
  readonly reserve: string;
  /** Rows on their way into the engine. */
  readonly exchange: string;
  /** Damaged parts that a repair has taken out of the engine. */
  readonly damaged: string;
}

const MARKER = 'pulsebase-store';
/** Files, pipes and timers that the engine opens beside the parts that it reads. */
const OPEN_FILES = 64;

/**
 * Checks the directory of an embedded store, and creates it if missing, unless `create` is `false`.
 *
 * @throws PulsebaseError `INVALID_SETTING` for a URL without a path, `STORE_NOT_FOUND`, `STORE_UNWRITABLE`, or `STORE_FOREIGN`
 * for a directory that holds something else, which is not touched.
 */
export async function prepareDirectory(url: string, create?: boolean): Promise<ChdbDirectory> {
  const wanted = resolve(pathOf(url));
  if (create === false && (await isFree(wanted))) throw storeNotFound(wanted);
  try {
    makeDirectory(wanted, { mode: 0o700 });
    // One store has one canonical path, whatever links lead to it.
    const path = await realpath(wanted);
    const entries = await readdir(path);
    if (entries.length > 0 && !entries.includes(MARKER)) {
      throw new PulsebaseError('STORE_FOREIGN', `${path} is not empty and no Pulsebase store; name another directory`);
    }
    if (entries.length === 0) {
      await makePrivate(path);
      const text = 'A Pulsebase store. Change nothing in here by hand.\n';
      await writeFile(join(path, MARKER), text, { mode: 0o600 });
    }
    return {
      path,
      engine: join(path, 'chdb'),
      journal: join(path, 'journal'),
      log: join(path, 'log'),
      reserve: join(path, 'reserve'),
      exchange: join(path, 'exchange'),
      damaged: join(path, 'damaged'),
    };
  } catch (cause) {
    throw directoryError(wanted, cause);
  }
}

/** Whether there is nothing at a path, or an empty directory, so that a store could be created there. */
async function isFree(path: string): Promise<boolean> {
  const entries = await readdir(path).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : undefined,
  );
  return entries?.length === 0;
}

function pathOf(url: string): string {
  let path = '';
  try {
    path = decodeURIComponent(url.replace(/^chdb:(\/\/)?/i, ''));
  } catch {
    // A percent sign that is not an escape.
  }
  if (path !== '' && !path.includes('\0')) return path;
  const message = 'a chdb: URL names a directory, such as chdb:./pulsebase-data, with %25 for a percent sign';
  throw new PulsebaseError('INVALID_SETTING', message, { field: 'DATABASE_URL' });
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
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new PulsebaseError('DISK_FULL', `the disk of ${path} is full; free some space and try again`, { cause });
  }
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause;
  const shortage = resourceShortage(cause);
  if (shortage !== undefined) return shortage;
  return new PulsebaseError('STORE_UNWRITABLE', `${path} cannot be a store: ${cause.message}`, { cause });
}

/**
 * Returns the error for a directory that another process has open, `undefined` if none is found. On Linux the kernel knows who
 * holds the lock of the engine's file, if that process is visible from here.
 */
async function lockHolder(directory: ChdbDirectory, cause?: unknown): Promise<PulsebaseError | undefined> {
  const file = join(directory.engine, 'status');
  const [locks, found] = await Promise.all([
    readFile('/proc/locks', 'utf8').catch(() => ''),
    stat(file).catch(() => undefined),
  ]);
  if (found === undefined) return undefined;
  const held = new RegExp(`^\\d+: FLOCK .* (\\d+) [0-9a-f]+:[0-9a-f]+:${found.ino} `, 'm').exec(locks)?.[1];
  const holder = held === undefined ? await namedProcess(file, cause !== undefined) : Number(held);
  return holder === undefined || holder === process.pid ? undefined : inUse(directory, `process ${holder}`, cause);
}

/** The process that the engine's file names, when the engine has just failed to lock it and that process is alive. */
async function namedProcess(file: string, lockFailed: boolean): Promise<number | undefined> {
  if (!lockFailed) return undefined;
  const pid = Number(/PID:\s*(\d+)/.exec(await readFile(file, 'utf8').catch(() => ''))?.[1]);
  if (!Number.isInteger(pid)) return undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // A process of another user is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? pid : undefined;
  }
}

function inUse({ path }: ChdbDirectory, who: string, cause: unknown): PulsebaseError {
  const message = `${who} has the store ${path} open; an embedded store belongs to one process at a time`;
  return new PulsebaseError('STORE_IN_USE', message, { cause });
}

/**
 * Returns the obstacle to opening a directory, `undefined` when there is none. Checked before the engine opens it, since that
 * writes its own line to stderr, and again after a failure, since it has one error for every cause.
 */
export async function findObstacle(directory: ChdbDirectory, cause?: unknown): Promise<unknown> {
  const shortage = fewOpenFiles(OPEN_FILES);
  if (shortage !== undefined) return shortage;
  const holder = cause === undefined ? await lockHolder(directory) : undefined;
  return (
    holder ??
    (await probe(directory.engine)) ??
    (await probe(directory.path)) ??
    (cause === undefined ? undefined : await lockHolder(directory, cause))
  );
}

/** Why the engine could not open the directory. */
export async function openFailure(directory: ChdbDirectory, cause: unknown): Promise<unknown> {
  const message = `the engine cannot open ${directory.path}: its files are damaged or of a newer engine, or a process out of sight has it open`;
  return (await findObstacle(directory, cause)) ?? new PulsebaseError('STORE_DAMAGED', message, { cause });
}

/** Returns why no file can be created in a directory; a missing directory is fine. */
async function probe(path: string): Promise<unknown> {
  try {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (found === undefined) return undefined;
    if (!found.isDirectory())
      return new PulsebaseError('STORE_DAMAGED', `${path} is not a directory; restore a backup`);
    const file = join(path, '.probe');
    await rm(file, { recursive: true, force: true });
    await writeFile(file, '\n', { mode: 0o600 });
    await rm(file, { force: true });
    return undefined;
  } catch (cause) {
    return directoryError(path, cause);
  }
}
