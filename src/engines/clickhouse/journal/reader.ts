import type { View } from '../memtable/view.ts';
import type { StoreCache } from '../single-writer/store-cache.ts';
import type { Executor } from '../statements/executor.ts';
import type { KnownDamage } from '../statements/known-damage.ts';
import type { TableName } from '../statements/table-names.ts';
import type { Writer } from './writer.ts';

/** The parts may change so often while a query looks at them; then they have to wait for it. */
const MAX_TRIES = 3;

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
   * @param ask May be called several times, when the parts have changed meanwhile. It must take what is recent from the view last.
   * @throws PulsebaseError `STORE_DAMAGED` when a part of one of them is missing.
   */
  async answer<T>(tables: readonly TableName[], ask: (view: View) => Promise<T>): Promise<T> {
    const look = async () => {
      const view = this.#writer.recent.view();
      const answer = await ask(view);
      return view.isCurrent() ? { answer } : undefined;
    };
    for (let tries = 1; ; tries += 1) {
      this.#damage.check(...tables);
      await this.#writer.ensureCurrent();
      const found = await (tries < MAX_TRIES ? look() : this.#writer.whileCurrent(look));
      if (found !== undefined) return found.answer;
    }
  }

  /** The same for an answer from the parts alone, which hold everything acknowledged before. */
  async answerOfParts<T>(tables: readonly TableName[], ask: () => Promise<T>): Promise<T> {
    await this.#flush(tables);
    return this.answer(tables, ask);
  }

  /** The same for one long statement, or an answer that comes piece by piece: it is asked for once, whatever changes meanwhile. */
  async answerOfPartsOnce<T>(tables: readonly TableName[], ask: () => Promise<T>): Promise<T> {
    await this.#flush(tables);
    await this.#writer.ensureCurrent();
    return ask();
  }

  /** The same for an answer from the table `users` alone. */
  async answerOfUsers<T>(ask: () => Promise<T>): Promise<T> {
    this.#damage.check('users');
    await this.#writer.ensureUsersCurrent();
    return ask();
  }

  async #flush(tables: readonly TableName[]): Promise<void> {
    this.#damage.check(...tables);
    await this.#writer.recent.flush();
  }
}
