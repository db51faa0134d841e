import { ANYBODY } from './api-key.ts';
import type { KeyDescription } from './key-store.ts';

/** What the service does by itself has this instead of a key. */
export const SERVICE_ITSELF = 'service';

/** Of keys in the environment, before their names. */
export const GIVEN_PREFIX = 'env:';

/** The names of API keys, also of revoked ones. */
export class KeyNames {
  readonly #names: ReadonlyMap<string, string>;

  constructor(keys: readonly KeyDescription[]) {
    this.#names = new Map([
      [SERVICE_ITSELF, SERVICE_ITSELF],
      [ANYBODY.id, ANYBODY.name],
      ...keys.map(({ id, name }) => [id, name] as const),
    ]);
  }

  /** The name of the key with this id; `null` where it is not known. */
  nameOf(id: string): string | null {
    return this.#names.get(id) ?? (id.startsWith(GIVEN_PREFIX) ? id.slice(GIVEN_PREFIX.length) : null);
  }

  /** The ids that a text may mean: itself, and those of all keys with this name. */
  idsOf(idOrName: string): string[] {
    const named = [...this.#names].filter(([, name]) => name === idOrName).map(([id]) => id);
    return [...new Set([idOrName, `${GIVEN_PREFIX}${idOrName}`, ...named])];
  }
}
