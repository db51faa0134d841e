import { createHash, randomBytes } from 'node:crypto';
import type { StateDatabase } from '../../state/state-database.ts';
import type { ApiKey } from './api-key.ts';

/** How long after signing in a session ends, however much it is used. */
export const SESSION_LIFE_MS = 12 * 3_600_000;
/** Sessions of one key at the same time; signing in once more ends the oldest. */
const SESSIONS_OF_KEY = 100;

/** What a browser that has signed in is known by. */
export interface Session {
  readonly keyId: string;
  /** The hash of the key that signed in. */
  readonly keyHash: Uint8Array;
  /** In Unix milliseconds, by the clock of the state's database. */
  readonly expiresAt: number;
}

/**
 * Sessions of browsers in the state of the service, so that all that share it know them. A session is worth what its key is: it ends
 * with it, and has no scopes of its own.
 */
export class SessionStore {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** Begins a session of a key. Its token exists only in the answer, and is never one that the caller has chosen. */
  async begin(key: ApiKey): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const token = randomBytes(32).toString('base64url');
    const [row] = await this.#database.query(
      `INSERT INTO state.sessions (hash, key_id, key_hash, expires_at) VALUES (?, ?, ?, state.now_ms() + ${SESSION_LIFE_MS})
       ON CONFLICT (hash) DO UPDATE SET expires_at = sessions.expires_at RETURNING expires_at`,
      [hashToken(token), key.id, key.hash],
    );
    await this.#database.query(
      `DELETE FROM state.sessions WHERE key_id = ? AND hash NOT IN (
         SELECT hash FROM state.sessions WHERE key_id = ? ORDER BY expires_at DESC, hash LIMIT ${SESSIONS_OF_KEY}
       ) AND hash <> ?`,
      [key.id, key.id, hashToken(token)],
    );
    return { token, expiresAt: Number(row?.[0]) };
  }

  /** The session with this token, unless it is over. */
  async find(token: string): Promise<Session | undefined> {
    const [row] = await this.#database.query(
      'SELECT key_id, key_hash, expires_at FROM state.sessions WHERE hash = ? AND expires_at > state.now_ms()',
      [hashToken(token)],
    );
    const [keyId, keyHash, expiresAt] = row ?? [];
    return keyHash instanceof Uint8Array ? { keyId: String(keyId), keyHash, expiresAt: Number(expiresAt) } : undefined;
  }

  /** Ends the session with this token, if there is one. */
  async end(token: string): Promise<void> {
    await this.#database.query('DELETE FROM state.sessions WHERE hash = ?', [hashToken(token)]);
  }

  /** Deletes sessions that are over. */
  async deleteOld(): Promise<void> {
    await this.#database.query('DELETE FROM state.sessions WHERE expires_at <= state.now_ms()');
  }
}

/** As with keys, a plain hash suffices: the token holds 256 random bits. */
function hashToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}
