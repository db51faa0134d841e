import { AsyncLocalStorage } from 'node:async_hooks';
import type { Journal } from '../../../../../src/engines/clickhouse/chdb/journal.ts';
import type { ChdbParts } from '../../../../../src/engines/clickhouse/chdb/open-chdb.ts';
import type { Executor } from '../../../../../src/engines/clickhouse/statements/executor.ts';
import { replaceMethods } from '../../../../faults/replace-methods.ts';

/** Where a question is held: before the engine sees one of its statements, or with the answer of that in hand. */
export interface Place {
  /** 1 for the first statement of each question. */
  readonly statement: number;
  readonly moment: 'before' | 'after';
}

/** One question, with everything that it awaits. */
class HeldQuestion {
  readonly held = Promise.withResolvers<void>();
  readonly #place: Place;
  readonly #release: Promise<unknown>;
  #statements = 0;
  #isOver = false;
  wasHeld = false;
  /** Intents that it has begun: a flush, whose statements are not its own and keep everybody from writing. */
  readonly intents = new Set<number>();

  constructor(place: Place, release: Promise<unknown>) {
    this.#place = place;
    this.#release = release;
  }

  async around<T>(statement: () => Promise<T>): Promise<T> {
    if (this.intents.size > 0 || this.#isOver) return statement();
    this.#statements += 1;
    const isPlace = this.#statements === this.#place.statement;
    if (isPlace && this.#place.moment === 'before') await this.#hold();
    const answer = await statement();
    if (isPlace && this.#place.moment === 'after') await this.#hold();
    return answer;
  }

  /** From here on nothing is held. */
  end(): void {
    this.#isOver = true;
    this.held.resolve();
  }

  async #hold(): Promise<void> {
    this.wasHeld = true;
    this.held.resolve();
    await this.#release;
  }
}

/** A question, and where it is to be held. */
export interface ToBeHeld {
  ask(): Promise<unknown>;
  readonly place: Place;
}

/** An answer, and whether something else could be done while the question was held. */
export interface HeldAnswer {
  readonly answer: unknown;
  readonly wasHeld: boolean;
}

/** Holds questions at one of their statements while something else is done, and lets them in between the steps of a write. */
export class StatementHolder {
  readonly #asking = new AsyncLocalStorage<HeldQuestion | undefined>();
  #meanwhile: (() => Promise<unknown>) | undefined;

  /** To be put around the parts of an engine. */
  readonly parts: Pick<ChdbParts, 'executor' | 'journal'> = {
    executor: (executor) =>
      replaceMethods<Executor>(executor, {
        query: (sql, format) => {
          const statement = () => executor.query(sql, format);
          const question = this.#asking.getStore();
          return question === undefined ? statement() : question.around(statement);
        },
        command: (sql) => this.#betweenSteps(() => executor.command(sql)),
        insertRows: (...rows) => this.#betweenSteps(() => executor.insertRows(...rows)),
        alter: (...alteration) => this.#betweenSteps(() => executor.alter(...alteration)),
      }),
    journal: (journal) =>
      replaceMethods<Journal>(journal, {
        begin: async (intent) => {
          const id = await journal.begin(intent);
          this.#asking.getStore()?.intents.add(id);
          return id;
        },
        done: async (ids) => {
          await journal.done(ids);
          for (const id of ids) this.#asking.getStore()?.intents.delete(id);
        },
      }),
  };

  /** Does something, and something else before each statement of it that writes. */
  async interrupt<T>(work: () => Promise<T>, meanwhile: () => Promise<unknown>): Promise<T> {
    this.#meanwhile = meanwhile;
    try {
      return await work();
    } finally {
      this.#meanwhile = undefined;
    }
  }

  async #betweenSteps(step: () => Promise<void>): Promise<void> {
    await this.#meanwhile?.();
    await step();
  }

  /** Asks all questions at once, and does something else once each of them is held at its place or has its answer. */
  async ask(questions: readonly ToBeHeld[], meanwhile: () => Promise<unknown>): Promise<HeldAnswer[]> {
    const release = Promise.withResolvers<void>();
    const asked = questions.map(({ ask, place }) => {
      const question = new HeldQuestion(place, release.promise);
      const answer = this.#asking.run(question, ask).finally(() => question.end());
      // Whoever asked is told of a failure, once all are released.
      answer.catch(() => {});
      return { question, answer };
    });
    try {
      for (const { question } of asked) await question.held.promise;
      await this.#asking.run(undefined, meanwhile);
    } finally {
      release.resolve();
    }
    return Promise.all(
      asked.map(async ({ question, answer }) => ({ answer: await answer, wasHeld: question.wasHeld })),
    );
  }
}
