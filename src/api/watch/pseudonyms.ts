import { createHmac, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

const NAME = 'pseudonyms';

/**
 * Stands for users in the audit log: a keyed hash, so that entries about one user belong together, and nobody without the
 * state of the service can tell who it was or try ids out.
 */
export function pseudonyms(database: DatabaseSync): (userId: number) => string {
  database.prepare('INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)').run(NAME, randomBytes(32));
  const secret = database.prepare('SELECT value FROM secrets WHERE name = ?').get(NAME)?.value;
  if (!(secret instanceof Uint8Array)) throw new Error('the secret of the pseudonyms is missing');
  return (userId) => `u-${createHmac('sha256', secret).update(String(userId)).digest('hex').slice(0, 20)}`;
}
