import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fewOpenFiles } from '../../model/few-open-files.ts';
import { makeDirectory } from '../../model/make-directory.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { resourceShortage } from '../../model/resource-shortage.ts';
import { preparePrivateFile } from './prepare-private-file.ts';

const { O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
/** Files that SQLite opens for a database. */
const OPEN_FILES = 4;

/** Numbered and forward-only, like the engines' migrations; `PRAGMA user_version` counts those applied. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE api_keys (
     id TEXT PRIMARY KEY, name TEXT NOT NULL, scopes TEXT NOT NULL, hash BLOB NOT NULL, created_at INTEGER NOT NULL,
     revoked_at INTEGER
   ) STRICT;
   CREATE TABLE receipts (
     key_id TEXT NOT NULL, idempotency_key TEXT NOT NULL, fingerprint BLOB NOT NULL, body TEXT NOT NULL,
     created_at INTEGER NOT NULL, PRIMARY KEY (key_id, idempotency_key)
   ) STRICT;
   CREATE INDEX receipts_by_age ON receipts (created_at);
   CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;`,
  // The database itself maintains the bytes per API key, so that no code path can get them wrong. Besides its texts a receipt
  // takes about 250 bytes: its hash, and entries in three B-trees.
  `ALTER TABLE receipts ADD COLUMN
     bytes INTEGER GENERATED ALWAYS AS (octet_length(body) + octet_length(idempotency_key) + 256) VIRTUAL;
   CREATE TABLE receipt_totals (key_id TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;
   INSERT INTO receipt_totals SELECT key_id, sum(bytes) FROM receipts GROUP BY key_id;
   CREATE TRIGGER receipt_added AFTER INSERT ON receipts BEGIN
     INSERT INTO receipt_totals VALUES (NEW.key_id, NEW.bytes) ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes;
   END;
   CREATE TRIGGER receipt_replaced AFTER UPDATE ON receipts BEGIN
     UPDATE receipt_totals SET bytes = bytes + NEW.bytes - OLD.bytes WHERE key_id = NEW.key_id;
   END;
   CREATE TRIGGER receipt_deleted AFTER DELETE ON receipts BEGIN
     UPDATE receipt_totals SET bytes = bytes - OLD.bytes WHERE key_id = OLD.key_id;
   END;`,
];

/** Pages per WAL checkpoint: 1 MiB, which stalls a commit for milliseconds; 4 MiB would take tens of milliseconds. */
const CHECKPOINT_PAGES = 256;

/**
 * Opens the service's own state, whatever store it serves: API keys, receipts, and the secret for the audit log's pseudonyms.
 * SQLite, because it comes with Node, keeps its data out of memory, and is safe with several processes (`pulsebase keys` beside a
 * running service).
 *
 * Deleted data is overwritten: receipts may name users in their rejected rows.
 *
 * Every commit survives a kill of the process. `durable` adds an fsync: keys have it; receipts do without, so that commits do not
 * stall the event loop. After a power cut the newest receipts may be missing; a retry then repeats the write, which changes
 * nothing.
 *
 * @throws PulsebaseError `STORE_UNWRITABLE`, `STORE_NEWER`, `STORE_DAMAGED`, `RESOURCES_EXHAUSTED`.
 */
export function openServiceState(directory: string, { durable }: { readonly durable: boolean }): DatabaseSync {
  const path = join(directory, 'service.sqlite');
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
    return database;
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
    if (version > MIGRATIONS.length) {
      throw new PulsebaseError('STORE_NEWER', `${path} was written by a newer version of Pulsebase; upgrade this one`);
    }
    for (const statements of MIGRATIONS.slice(version)) database.exec(statements);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
