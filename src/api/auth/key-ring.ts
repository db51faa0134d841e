import { timingSafeEqual } from 'node:crypto';
import { type ApiKey, hashKey, idOfKey, parseScopes } from './api-key.ts';
import { GIVEN_PREFIX } from './key-names.ts';
import type { Session } from './session-store.ts';

/** The keys of a state. */
export interface KnownById {
  /** The key with this id, unless it was revoked. */
  find(id: string): Promise<ApiKey | undefined>;
}

/** All API keys of the service: those in its state, and those in the environment, as hashes. */
export class KeyRing {
  readonly #known: KnownById;
  readonly #given: readonly ApiKey[];

  /** @param given `name:scope+scope:sha256` separated by commas, as in `PULSEBASE_API_KEYS`. */
  constructor(known: KnownById, given: string) {
    this.#known = known;
    this.#given = given === '' ? [] : given.split(',').map(parseGivenKey);
  }

  /** Returns the key with this text; `undefined` when it is unknown or revoked. */
  async find(text: string): Promise<ApiKey | undefined> {
    const hash = hashKey(text);
    let found: ApiKey | undefined;
    // Compare all, so that the time reveals nothing.
    for (const key of this.#given) if (timingSafeEqual(key.hash, hash)) found = key;
    if (found !== undefined) return found;
    const id = idOfKey(text);
    const key = id === undefined ? undefined : await this.#known.find(id);
    return key !== undefined && timingSafeEqual(key.hash, hash) ? key : undefined;
  }

  /** Returns the key that a session is of; `undefined` when it is revoked, or another one has its name now. */
  async ofSession({ keyId, keyHash }: Session): Promise<ApiKey | undefined> {
    const key = this.#given.find(({ id }) => id === keyId) ?? (await this.#known.find(keyId));
    return key !== undefined && Buffer.compare(key.hash, keyHash) === 0 ? key : undefined;
  }
}

function parseGivenKey(text: string): ApiKey {
  const [name = '', scopes = '', hash = ''] = text.trim().split(':');
  return { id: `${GIVEN_PREFIX}${name}`, name, scopes: parseScopes(scopes, /\+/), hash: Buffer.from(hash, 'hex') };
}
