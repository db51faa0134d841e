import type { DatabaseSync } from 'node:sqlite';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';
import { type ApiKey, hashKey, makeKey, parseScopes, type Scope } from './api-key.ts';

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
  readonly #database: DatabaseSync;
  readonly #find;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#find = database.prepare('SELECT id, name, scopes, hash FROM api_keys WHERE id = ? AND revoked_at IS NULL');
  }

  /** Creates a key. Its text exists only in the answer. */
  create(name: string, scopes: readonly Scope[]): KeyDescription & { readonly key: string; readonly hash: string } {
    const { id, key } = makeKey();
    const hash = hashKey(key);
    const createdAt = new Date();
    this.#database
      .prepare('INSERT INTO api_keys (id, name, scopes, hash, created_at) VALUES (?, ?, ?, ?, ?)')
      .run(id, name, scopes.join('+'), hash, createdAt.getTime());
    return { id, name, scopes, createdAt, revokedAt: null, key, hash: Buffer.from(hash).toString('hex') };
  }

  list(): KeyDescription[] {
    const rows = this.#database
      .prepare('SELECT id, name, scopes, created_at, revoked_at FROM api_keys ORDER BY created_at, id')
      .all();
    return rows.map((row) => ({
      id: String(row.id),
      name: String(row.name),
      scopes: parseScopes(String(row.scopes), /\+/),
      createdAt: new Date(Number(row.created_at)),
      revokedAt: row.revoked_at === null ? null : new Date(Number(row.revoked_at)),
    }));
  }

  /** Revokes a key at once. @throws PulsebaseError `INVALID_ARGUMENT` when there is no such key. */
  revoke(id: string): KeyDescription {
    this.#database
      .prepare('UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL')
      .run(Date.now(), id);
    const key = this.list().find((known) => known.id === id);
    if (key === undefined) {
      throw new PulsebaseError('INVALID_ARGUMENT', `no API key has the id ${showValue(id)}; see pulsebase keys list`, {
        field: 'id',
      });
    }
    return key;
  }

  /** The key with this id, unless it was revoked. */
  find(id: string): ApiKey | undefined {
    const row = this.#find.get(id);
    if (row === undefined || !(row.hash instanceof Uint8Array)) return undefined;
    return {
      id: String(row.id),
      name: String(row.name),
      scopes: parseScopes(String(row.scopes), /\+/),
      hash: row.hash,
    };
  }
}
