import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Store } from '../store/store.ts';

/** Names that are kept in memory. */
const MOST_NAMES = 100_000;

/** The text that names each user in files that have no place for a user id: the external id, or else the digits of the id. */
export class UserNames {
  readonly #store: Pick<Store, 'identifyUsers'>;
  readonly #names = new Map<number, string>();

  constructor(store: Pick<Store, 'identifyUsers'>) {
    this.#store = store;
  }

  /**
   * The names of users.
   *
   * @throws PulsebaseError `INVALID_ARGUMENT` when the digits of somebody's id are the external id of another user: whose readings they
   *   are would be read wrong.
   */
  async of(ids: Iterable<number>): Promise<ReadonlyMap<number, string>> {
    const unknown = [...new Set(ids)].filter((id) => !this.#names.has(id));
    if (unknown.length === 0) return this.#names;
    if (this.#names.size + unknown.length > MOST_NAMES) this.#names.clear();
    const found = await this.#store.identifyUsers(unknown);
    const nameless = unknown.filter((_, at) => (found[at]?.externalId ?? null) === null);
    const others = await this.#store.identifyUsers(nameless.map(String));
    for (const [at, id] of nameless.entries()) {
      if (others[at] !== undefined && others[at].id !== id) throw ambiguous(id);
    }
    for (const [at, id] of unknown.entries()) this.#names.set(id, found[at]?.externalId ?? String(id));
    return this.#names;
  }
}

function ambiguous(id: number): PulsebaseError {
  return new PulsebaseError(
    'INVALID_ARGUMENT',
    `user ${id} has no external id, and ${id} is the external id of another user, whom the file would name; give user ${id} an external id, or export as csv, ndjson or parquet`,
    { field: 'format' },
  );
}
