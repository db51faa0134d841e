import { storeNotFound } from '../../../engine/store-not-found.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { LOCKS } from '../connections/advisory-locks.ts';
import type { Connections, Session } from '../connections/connections.ts';
import { MIGRATIONS, SCHEMA_VERSION } from './migrations/migrations.ts';

/**
 * Tables and views that a new store creates, some only temporarily; an existing one with such a name belongs to another program.
 */
const NAMES = [
  'users',
  'heart_rates',
  'hour_rollups',
  'day_rollups',
  'month_rollups',
  'hourly_heart_rates',
  'daily_heart_rates',
  'monthly_heart_rates',
  'hourly_averages',
  'daily_averages',
  'monthly_averages',
];

/**
 * Brings the schema of the database to this program's version. Many processes may do it at once.
 *
 * @throws PulsebaseError `STORE_NOT_FOUND` when there is none and none may be created, `STORE_NEWER`, `STORE_FOREIGN`,
 *   `PERMISSION_DENIED`.
 */
export async function migrate(connections: Connections, create?: boolean): Promise<void> {
  const found = await connections.session(versionOf);
  if (found === SCHEMA_VERSION) return;
  if (found === undefined && create === false) throw storeNotFound(`PostgreSQL at ${connections.location}`);
  await connections.transaction(async (session) => {
    await session.query('SELECT pg_advisory_xact_lock($1, $2)', LOCKS.migration);
    const version = await versionOf(session);
    if (version === undefined) await refuseForeign(session, connections.location);
    await applyMigrations(session, version ?? 0);
  });
}

/** The version of the schema; `undefined` where there is no store. */
export async function versionOf(session: Session): Promise<number | undefined> {
  // Read from the table itself: a catalog look-up may return the state before the wait for the lock.
  const [found] = await session.query(
    `SELECT current_schema(), EXISTS (
       SELECT FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(current_schema()))
         AND relname = 'pulsebase_schema'
     )`,
  );
  const [schema, exists] = found!;
  if (schema === null) {
    throw new PulsebaseError('STORE_UNWRITABLE', 'the search_path of the connection names no schema that exists');
  }
  if (exists !== true) return undefined;
  const [row] = await session.query('SELECT max(version) FROM pulsebase_schema');
  const version = Number(row![0] ?? 0);
  if (version > SCHEMA_VERSION) {
    throw new PulsebaseError(
      'STORE_NEWER',
      `the store has schema version ${version}, this program knows ${SCHEMA_VERSION}; install a newer Pulsebase`,
    );
  }
  return version;
}

async function refuseForeign(session: Session, location: string): Promise<void> {
  const [row] = await session.query(
    `SELECT array_agg(relname::text ORDER BY relname) FROM pg_class
     WHERE relnamespace = to_regnamespace(quote_ident(current_schema())) AND relname = ANY ($1)`,
    [NAMES],
  );
  const names = row![0];
  if (!Array.isArray(names)) return;
  throw new PulsebaseError(
    'STORE_FOREIGN',
    `PostgreSQL at ${location} has tables that are not Pulsebase's: ${names.join(', ')}; ` +
      'use another database or schema, or adopt tables of the plain SQL schema with pulsebase migrate --adopt',
  );
}

/** Applies the migrations after a version, within a transaction that holds the migration lock. */
export async function applyMigrations(session: Session, version: number): Promise<void> {
  if (version === 0) {
    await session.client.query(`CREATE TABLE IF NOT EXISTS pulsebase_schema (
      version integer PRIMARY KEY,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  }
  for (const [at, text] of MIGRATIONS.entries()) {
    if (at < version) continue;
    await session.client.query(text);
    await session.query('INSERT INTO pulsebase_schema (version) VALUES ($1)', [at + 1]);
  }
}
