import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fewOpenFiles } from '../../model/few-open-files.ts';
import { makeDirectory } from '../../model/make-directory.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { resourceShortage } from '../../model/resource-shortage.ts';
import { preparePrivateFile } from '../prepare-private-file.ts';
import type { StateDatabase, StateOptions } from '../state-database.ts';
import { SQLITE_MIGRATIONS } from './sqlite-migrations.ts';
import { SqliteState } from './sqlite-state.ts';

const { O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
/** Files that SQLite opens for a database. */
const OPEN_FILES = 4;

/** Pages per WAL checkpoint: 1 MiB, which stalls a commit for milliseconds; 4 MiB would take tens of milliseconds. */
const CHECKPOINT_PAGES = 256;

/**
 * Opens the state of a service in its directory. SQLite, because it comes with Node, keeps its data out of memory, and is safe
 * with several processes (`pulsebase keys` beside a running service).
 *
 * Deleted data is overwritten: receipts may name users in their rejected rows.
 *
 * Every commit survives a kill of the process. `durable` adds an fsync: keys have it; receipts do without, so that commits do not
 * stall the event loop. After a power cut the newest receipts may be missing; a retry then repeats the write, which changes
 * nothing.
 *
 * @throws PulsebaseError `STORE_NOT_FOUND`, `STORE_UNWRITABLE`, `STORE_NEWER`, `STORE_DAMAGED`, `RESOURCES_EXHAUSTED`.
 */
export function openSqliteState(directory: string, { durable, create = true }: StateOptions): StateDatabase {
  const path = join(directory, 'service.sqlite');
  if (!create && !existsSync(path)) {
    throw new PulsebaseError('STORE_NOT_FOUND', `there is no state of a service in ${directory}; see STATE_DIRECTORY`);
  }
  try {
    makeDirectory(directory, { mode: 0o700 });
    preparePrivateFile(path);
    // SQLite gives its other files the same permissions as this one.
    closeSync(openSync(path, O_WRONLY | O_CREAT | O_NONBLOCK, 0o600));
    const database = new DatabaseSync(path, { timeout: 5000 });
    try {
      database.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durable ? 'FULL' : 'NORMAL'}; PRAGMA secure_delete = ON;
         PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
      );
      for (const file of [`${path}-wal`, `${path}-shm`]) preparePrivateFile(file);
      migrate(database, path);
    } catch (error) {
      database.close();
      throw error;
    }
    return new SqliteState(database);
  } catch (cause) {
    if (cause instanceof PulsebaseError) throw cause;
    const shortage = resourceShortage(cause) ?? fewOpenFiles(OPEN_FILES);
    if (shortage !== undefined) throw shortage;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const damaged = reason.includes('malformed') || reason.includes('not a database');
    throw new PulsebaseError(
      damaged ? 'STORE_DAMAGED' : 'STORE_UNWRITABLE',
      damaged
        ? `${path} is damaged (${reason}); move it away, then make new API keys`
        : `cannot use the state directory ${directory} (${reason}); set STATE_DIRECTORY to one that may be written`,
      { cause },
    );
  }
}

function migrate(database: DatabaseSync, path: string): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (version > SQLITE_MIGRATIONS.length) {
      throw new PulsebaseError('STORE_NEWER', `${path} was written by a newer version of Pulsebase; upgrade this one`);
    }
    for (const statements of SQLITE_MIGRATIONS.slice(version)) database.exec(statements);
    database.exec(`PRAGMA user_version = ${SQLITE_MIGRATIONS.length}; COMMIT`);
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
