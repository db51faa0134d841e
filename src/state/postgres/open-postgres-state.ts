import { DEFAULT_OPTIONS } from '../../config/default-options.ts';
import { LOCKS } from '../../engines/postgres/connections/advisory-locks.ts';
import { connectionSettings } from '../../engines/postgres/connections/connection-settings.ts';
import type { Connections, Session } from '../../engines/postgres/connections/connections.ts';
import { openConnections } from '../../engines/postgres/connections/open-connections.ts';
import { readPgEnvironment } from '../../engines/postgres/connections/read-pg-environment.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { StateDatabase, StateOptions } from '../state-database.ts';
import { POSTGRES_MIGRATIONS, SCHEMA } from './postgres-migrations.ts';
import { PostgresState } from './postgres-state.ts';

/**
 * Statements are few and short; what takes longer than this does not come. Nor does what a service that stands still within a
 * transaction would send next: it loses its locks, a leader before its lease has run out.
 */
const OPTIONS = {
  ...DEFAULT_OPTIONS,
  poolSize: 2,
  maxOverflow: 5,
  poolTimeout: 5,
  queryTimeout: 5,
  onWarning: () => {},
};

/** A service must be able to say that it lives, however many requests wait for the others. */
const APART = { ...OPTIONS, poolSize: 1, maxOverflow: 0 };

/**
 * Opens the state in a PostgreSQL database, and makes its schema where there is none. Each statement is a transaction, which is
 * on the disk of the server when it is answered.
 *
 * @param url As that of a store, of which it may be the same database.
 * @throws PulsebaseError `INVALID_SETTING`, `CONNECTION_FAILED`, `AUTHENTICATION_FAILED`, `PERMISSION_DENIED`, `STORE_NEWER`,
 *   `STORE_NOT_FOUND`.
 */
export async function openPostgresState(
  url: string,
  { create = true }: Pick<StateOptions, 'create'>,
): Promise<StateDatabase> {
  const settings = connectionSettings(url, readPgEnvironment(), 'STATE_URL');
  const connections = await openConnections(settings, OPTIONS).catch((error: unknown) => {
    // The store may be in another database of the same server.
    if (!(error instanceof PulsebaseError)) throw error;
    throw new PulsebaseError(error.code, `the state of the service, STATE_URL: ${error.message}`, { cause: error });
  });
  try {
    await migrate(connections, create);
    // It connects when it is first used, which a command never does; where the server has no TLS, the first ones have found out.
    return new PostgresState(connections, connections.another(APART));
  } catch (error) {
    await connections.close();
    throw error;
  }
}

/** Many services may do it at once. */
async function migrate(connections: Connections, create: boolean): Promise<void> {
  const found = await connections.session(versionOf);
  if (found === POSTGRES_MIGRATIONS.length) return;
  if (found === 0 && !create) {
    throw new PulsebaseError(
      'STORE_NOT_FOUND',
      `there is no state of a service in PostgreSQL at ${connections.location}`,
    );
  }
  await connections.transaction(async (session) => {
    await session.query('SELECT pg_advisory_xact_lock($1, $2)', LOCKS.serviceState);
    const version = await versionOf(session);
    if (version > POSTGRES_MIGRATIONS.length) {
      throw new PulsebaseError(
        'STORE_NEWER',
        `the state in PostgreSQL at ${connections.location} was written by a newer version of Pulsebase; upgrade this one`,
      );
    }
    if (version === 0) {
      // Where an administrator has made the schema, its owner need not have the right to make one.
      const [schema] = await session.query('SELECT FROM pg_namespace WHERE nspname = $1', [SCHEMA]);
      if (schema === undefined) await session.client.query(`CREATE SCHEMA ${SCHEMA}`);
      await session.client.query(`CREATE TABLE ${SCHEMA}.migrations (
        version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now()
      )`);
    }
    for (const [at, text] of POSTGRES_MIGRATIONS.entries()) {
      if (at < version) continue;
      await session.client.query(text);
      await session.query(`INSERT INTO ${SCHEMA}.migrations (version) VALUES ($1)`, [at + 1]);
    }
  });
}

/** How many migrations the state has; 0 where there is none. */
async function versionOf(session: Session): Promise<number> {
  const [table] = await session.query('SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = $2', [
    SCHEMA,
    'migrations',
  ]);
  if (table === undefined) return 0;
  const [row] = await session.query(`SELECT max(version) FROM ${SCHEMA}.migrations`);
  return Number(row?.[0] ?? 0);
}
