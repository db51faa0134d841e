import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

const NAME = 'pseudonyms';
/** Pseudonyms kept in memory, some 100 bytes each: an answer about a thousand users names them all. */
const MAX_KEPT = 100_000;

/**
 * Stands for users in the audit log: a keyed hash, so that entries about one user belong together, and nobody without the
 * state of the service can tell who it was or try ids out.
 */
export function pseudonyms(database: DatabaseSync): (userId: number) => string {
  database.prepare('INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)').run(NAME, randomBytes(32));
  const secret = database.prepare('SELECT value FROM secrets WHERE name = ?').get(NAME)?.value;
  if (!(secret instanceof Uint8Array)) throw new Error('the secret of the pseudonyms is missing');
  // A key made once: made anew for each hash, it takes ten times as long as the hash.
  const key = createSecretKey(secret);
  const kept = new Map<number, string>();
  return (userId) => {
    const known = kept.get(userId);
    if (known !== undefined) return known;
    const name = `u-${createHmac('sha256', key).update(String(userId)).digest('hex').slice(0, 20)}`;
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(userId, name);
    return name;
  };
}
