import type { AdoptionRecord } from '../../../engine/adoption.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { LOCKS } from '../connections/advisory-locks.ts';
import type { Connections, Session } from '../connections/connections.ts';
import { readAdoption, startAdoption } from '../schema/adoption-record.ts';
import { applyMigrations, versionOf } from '../schema/migrate.ts';

/** The columns of the plain SQL schema's tables; others may be there, too. */
const COLUMNS = {
  users: ['id', 'name', 'gender', 'age'],
  heart_rates: ['id', 'user_id', 'timestamp', 'heart_rate'],
} as const;

/** The new names of the plain SQL schema's tables; existing stores use them. */
export const PLAIN_USERS = 'mission_users';
export const PLAIN_HEART_RATES = 'mission_heart_rates';

/**
 * Renames the plain SQL schema's tables with their indexes and makes ours, in one transaction; or finds an adoption that was
 * begun earlier.
 *
 * @throws PulsebaseError `STORE_FOREIGN` where there are no such tables.
 */
export async function renamePlainTables(connections: Connections): Promise<AdoptionRecord> {
  return connections.transaction(async (session) => {
    await session.query('SELECT pg_advisory_xact_lock($1, $2)', LOCKS.migration);
    if ((await versionOf(session)) !== undefined) {
      const begun = await readAdoption(session);
      if (begun !== undefined) return begun;
      throw foreign(
        connections.location,
        'is a Pulsebase store already, without tables of the plain SQL schema to adopt',
      );
    }
    for (const [table, columns] of Object.entries(COLUMNS)) {
      const missing = await missingColumns(session, table, columns);
      if (missing.length > 0) {
        throw foreign(
          connections.location,
          `has no table ${table} of the plain SQL schema (without ${missing.join(', ')})`,
        );
      }
    }
    await renameTable(session, 'users', PLAIN_USERS);
    await renameTable(session, 'heart_rates', PLAIN_HEART_RATES);
    await applyMigrations(session, 0);
    return startAdoption(session);
  });
}

async function missingColumns(session: Session, table: string, columns: readonly string[]): Promise<string[]> {
  const rows = await session.query(
    `SELECT column_name::text FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = $1`,
    [table],
  );
  const found = new Set(rows.map(([name]) => name));
  return columns.filter((column) => !found.has(column));
}

/** Indexes are renamed as well: our tables' keys need their names. */
async function renameTable(session: Session, from: string, to: string): Promise<void> {
  const indexes = await session.query(
    `SELECT c.relname::text, quote_ident(c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = (
       SELECT oid FROM pg_class WHERE relname = $1 AND relnamespace = to_regnamespace(quote_ident(current_schema()))
     )`,
    [from],
  );
  for (const [name, quoted] of indexes) {
    const renamed = `mission_${String(name)}`.slice(0, 63).replaceAll('"', '""');
    await session.client.query(`ALTER INDEX ${String(quoted)} RENAME TO "${renamed}"`);
  }
  await session.client.query(`ALTER TABLE ${from} RENAME TO ${to}`);
}

function foreign(location: string, what: string): PulsebaseError {
  return new PulsebaseError('STORE_FOREIGN', `PostgreSQL at ${location} ${what}`);
}
