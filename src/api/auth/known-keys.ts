import type { ApiKey } from './api-key.ts';
import type { KeyStore } from './key-store.ts';

/**
 * The valid keys of a state that services share, in memory: no request waits for its database. While that cannot be reached, the
 * keys known last are good.
 */
export class KnownKeys {
  readonly #store: KeyStore;
  #keys = new Map<string, ApiKey>();

  private constructor(store: KeyStore) {
    this.#store = store;
  }

  static async open(store: KeyStore): Promise<KnownKeys> {
    const keys = new KnownKeys(store);
    await keys.refresh();
    return keys;
  }

  /** Reads what other processes have changed. */
  async refresh(): Promise<void> {
    const valid = await this.#store.valid();
    this.#keys = new Map(valid.map((key) => [key.id, key]));
  }

  async find(id: string): Promise<ApiKey | undefined> {
    return this.#keys.get(id);
  }
}
