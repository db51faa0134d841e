import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { StateDatabase } from '../../state/state-database.ts';

const NAME = 'pseudonyms';
/** Pseudonyms cached in memory, about 100 bytes each: an answer may name a thousand users. */
const MAX_KEPT = 100_000;

/**
 * Pseudonyms of users in the audit log: a keyed hash, so that entries about one user can be correlated, but only with the
 * service's state can anybody identify the user or try ids.
 */
export async function pseudonyms(database: StateDatabase): Promise<(userId: number) => string> {
  await database.query('INSERT INTO state.secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING', [
    NAME,
    randomBytes(32),
  ]);
  const [row] = await database.query('SELECT value FROM state.secrets WHERE name = ?', [NAME]);
  const secret = row?.[0];
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
