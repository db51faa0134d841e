import type { StoreCache } from '../single-writer/store-cache.ts';
import type { Executor } from '../statements/executor.ts';
import type { KnownDamage } from '../statements/known-damage.ts';
import type { TableName } from '../statements/table-names.ts';
import type { Writer } from './writer.ts';

/** Queries a store. Answers include everything acknowledged before the query. */
export class Reader {
  readonly executor: Executor;
  readonly cache: StoreCache;
  readonly #writer: Writer;
  readonly #damage: KnownDamage;

  constructor(writer: Writer, damage: KnownDamage) {
    this.executor = writer.executor;
    this.cache = writer.cache;
    this.#writer = writer;
    this.#damage = damage;
  }

  /**
   * @param tables The tables that the answer comes from.
   * @throws PulsebaseError `STORE_DAMAGED` when a part of one of them is missing.
   */
  async answer<T>(tables: readonly TableName[], ask: () => Promise<T>): Promise<T> {
    this.#damage.check(...tables);
    await this.#writer.ensureCurrent();
    return ask();
  }

  /** The same for an answer from the table `users` alone. */
  async answerOfUsers<T>(ask: () => Promise<T>): Promise<T> {
    this.#damage.check('users');
    await this.#writer.ensureUsersCurrent();
    return ask();
  }
}
