import type { ApiKey } from './api-key.ts';
import type { KeyRing } from './key-ring.ts';
import { SESSION_LIFE_MS, type SessionStore } from './session-store.ts';

/** Browsers that have signed in with a key. */
export class Sessions {
  readonly lifeMs = SESSION_LIFE_MS;
  readonly #store: SessionStore;
  readonly #keys: KeyRing;

  constructor(store: SessionStore, keys: KeyRing) {
    this.#store = store;
    this.#keys = keys;
  }

  /** Begins a session, and returns its token. */
  async begin(key: ApiKey): Promise<{ readonly token: string; readonly expiresAt: number }> {
    return this.#store.begin(key);
  }

  /** The key of a session, and when it ends; `undefined` when it is over, or its key was revoked. */
  async find(token: string): Promise<{ readonly key: ApiKey; readonly expiresAt: number } | undefined> {
    const session = await this.#store.find(token);
    const key = session === undefined ? undefined : await this.#keys.ofSession(session);
    return session === undefined || key === undefined ? undefined : { key, expiresAt: session.expiresAt };
  }

  async end(token: string): Promise<void> {
    await this.#store.end(token);
  }
}
