import { randomUUID } from 'node:crypto';
import type { StateDatabase } from '../../state/state-database.ts';
import type { Lines, LineTrouble } from './lines.ts';
import { RetriedWork } from './retried-work.ts';

/** Lines of one statement: there are as many statements as numbers here, so that they stay prepared. */
const AT_ONCE = [64, 8, 1] as const;

interface Line {
  readonly number: number;
  readonly at: number;
  readonly text: string;
  readonly bytes: number;
  /** Resolves the promise for the line. */
  readonly settle: () => void;
}

/**
 * Lines as rows of the table `audit` of a state. Lines that arrive during a write form the next one. While the database cannot be
 * reached they wait in memory, up to a bound.
 */
export class LineTable implements Lines {
  readonly #database: Pick<StateDatabase, 'query'>;
  readonly #maxWaiting: number;
  readonly #trouble: LineTrouble;
  /** Who wrote a line: with its number it makes a line that is sent twice the same one. */
  readonly #service = randomUUID();
  readonly #waiting: Line[] = [];
  #waitingBytes = 0;
  #count = 0;
  readonly #writing: RetriedWork;

  constructor(database: Pick<StateDatabase, 'query'>, maxWaiting: number, trouble: LineTrouble) {
    this.#database = database;
    this.#maxWaiting = maxWaiting;
    this.#trouble = trouble;
    this.#writing = new RetriedWork(
      () => this.#writeAll(),
      trouble,
      () => {
        for (const { settle } of this.#waiting) settle();
      },
    );
  }

  add(text: string): Promise<void> {
    const bytes = Buffer.byteLength(text);
    if (this.#writing.isClosed || this.#waitingBytes + bytes > this.#maxWaiting) {
      this.#trouble.lost();
      return Promise.resolve();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#count += 1;
    this.#waiting.push({ number: this.#count, at: Date.now(), text, bytes, settle: resolve });
    this.#waitingBytes += bytes;
    // Nobody waits for a database that is known to be away.
    if (this.#writing.isFailing) resolve();
    void this.#writing.run();
    return promise;
  }

  reopen(): void {}

  close(): Promise<void> {
    return this.#writing.close();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const count = AT_ONCE.find((lines) => lines <= this.#waiting.length) ?? 1;
      const lines = this.#waiting.slice(0, count);
      await this.#database.query(
        `INSERT INTO state.audit (service, number, at, entry) VALUES ${lines.map(() => '(?, ?, ?, ?)').join(', ')}
         ON CONFLICT (service, number) DO NOTHING`,
        lines.flatMap(({ number, at, text }) => [this.#service, number, at, text]),
      );
      this.#writing.succeeded();
      this.#waiting.splice(0, count);
      for (const { bytes, settle } of lines) {
        this.#waitingBytes -= bytes;
        settle();
      }
    }
  }
}
