import { LOCKS } from '../connections/advisory-locks.ts';
import type { Session } from '../connections/connections.ts';
import { arrayText } from '../statements/array-text.ts';

/**
 * Locks users in order of id until the transaction ends, and returns those that exist. Every change of a user's readings holds
 * this lock, so that roll-ups are computed from readings that nobody else changes; the order prevents deadlocks.
 *
 * `delete` also waits for foreign-key locks; it is the lock that a DELETE takes.
 */
export async function lockUsers(
  session: Session,
  ids: readonly number[],
  purpose: 'write' | 'delete',
): Promise<number[]> {
  await joinWriters(session);
  const strength = purpose === 'delete' ? 'UPDATE' : 'NO KEY UPDATE';
  const rows = await session.query(`SELECT id FROM users WHERE id = ANY ($1::bigint[]) ORDER BY id FOR ${strength}`, [
    arrayText(ids),
  ]);
  return rows.map(([id]) => Number(id));
}

/** Keeps {@link lockAllUsers} waiting until the transaction ends; done before anything else is locked. */
export async function joinWriters(session: Session): Promise<void> {
  await session.query('SELECT pg_advisory_xact_lock_shared($1, $2)', LOCKS.writers);
}

/** Locks all users, including future ones, until the transaction ends. */
export async function lockAllUsers(session: Session): Promise<void> {
  await session.query('SELECT pg_advisory_xact_lock($1, $2)', LOCKS.writers);
}
