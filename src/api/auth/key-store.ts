import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';
import type { StateDatabase, StateRow, StateValue } from '../../state/state-database.ts';
import { type ApiKey, hashKey, makeKey, SCOPES, type Scope } from './api-key.ts';

/** A key as listed. */
export interface KeyDescription {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

/** The API keys in the state of the service. A change by one process is visible to another one's next request. */
export class KeyStore {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** Creates a key. Its text exists only in the answer. */
  async create(
    name: string,
    scopes: readonly Scope[],
  ): Promise<KeyDescription & { readonly key: string; readonly hash: string }> {
    const { id, key } = makeKey();
    const hash = hashKey(key);
    const createdAt = new Date();
    await this.#database.query(
      // It may be carried out twice, and is then the same key.
      `INSERT INTO state.api_keys (id, name, scopes, hash, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET hash = excluded.hash WHERE api_keys.hash = excluded.hash`,
      [id, name, scopes.join('+'), hash, createdAt.getTime()],
    );
    return { id, name, scopes, createdAt, revokedAt: null, key, hash: Buffer.from(hash).toString('hex') };
  }

  async list(): Promise<KeyDescription[]> {
    const rows = await this.#database.query(
      'SELECT id, name, scopes, created_at, revoked_at FROM state.api_keys ORDER BY created_at, id',
    );
    return rows.map(([id, name, scopes, createdAt, revokedAt]) => ({
      id: String(id),
      name: String(name),
      scopes: storedScopes(scopes),
      createdAt: new Date(Number(createdAt)),
      revokedAt: revokedAt === null ? null : new Date(Number(revokedAt)),
    }));
  }

  /** Revokes a key at once. @throws PulsebaseError `INVALID_ARGUMENT` when there is no such key. */
  async revoke(id: string): Promise<KeyDescription> {
    await this.#database.query('UPDATE state.api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [
      Date.now(),
      id,
    ]);
    const key = (await this.list()).find((known) => known.id === id);
    if (key === undefined) {
      throw new PulsebaseError('INVALID_ARGUMENT', `no API key has the id ${showValue(id)}; see pulsebase keys list`, {
        field: 'id',
      });
    }
    return key;
  }

  /** The key with this id, unless it was revoked. */
  async find(id: string): Promise<ApiKey | undefined> {
    const [row] = await this.#database.query(`${VALID_KEYS} AND id = ?`, [id]);
    return row === undefined ? undefined : keyOf(row);
  }

  /** All keys that were not revoked. */
  async valid(): Promise<ApiKey[]> {
    return (await this.#database.query(VALID_KEYS)).map(keyOf).filter((key) => key !== undefined);
  }
}

const VALID_KEYS = 'SELECT id, name, scopes, hash FROM state.api_keys WHERE revoked_at IS NULL';

function keyOf([id, name, scopes, hash]: StateRow): ApiKey | undefined {
  if (!(hash instanceof Uint8Array)) return undefined;
  return { id: String(id), name: String(name), scopes: storedScopes(scopes), hash };
}

/** Without those of a newer version that works with the same state: they must not keep this one from knowing who is revoked. */
function storedScopes(text: StateValue | undefined): Scope[] {
  return String(text)
    .split('+')
    .flatMap((word) => SCOPES.find((known) => known === word) ?? []);
}
