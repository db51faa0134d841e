import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

const NAME = 'pseudonyms';
/** Pseudonyms cached in memory, about 100 bytes each: an answer may name a thousand users. */
const MAX_KEPT = 100_000;

/**
 * Pseudonyms of users in the audit log: a keyed hash, so that entries about one user can be correlated, but only with the
 * service's state can anybody identify the user or try ids.
 */
export function pseudonyms(database: DatabaseSync): (userId: number) => string {
  database.prepare('INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)').run(NAME, randomBytes(32));
  const secret = database.prepare('SELECT value FROM secrets WHERE name = ?').get(NAME)?.value;
  if (!(secret instanceof Uint8Array)) throw new Error('the secret of the pseudonyms is missing');
  // A key object made once: making it for each hash would take ten times as long as the hash.
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
