import type { ReadingBlock } from '../model/reading-block.ts';

/**
 * How many bytes of a source are behind the rows that a store has committed. Reading runs ahead of writing, so what has been
 * read says too much.
 */
export class CommittedBytes {
  readonly #bytesRead: () => number;
  readonly #ahead: { readonly rows: number; readonly bytes: number }[] = [];
  #rows = 0;
  #committed = 0;

  constructor(bytesRead: () => number) {
    this.#bytesRead = bytesRead;
  }

  get bytes(): number {
    return this.#committed;
  }

  /** Passes the blocks on, and notes how far into the source each of them reaches. */
  async *watch(blocks: AsyncIterable<ReadingBlock>): AsyncGenerator<ReadingBlock, void, undefined> {
    for await (const block of blocks) {
      this.#rows += block.seen;
      this.#ahead.push({ rows: this.#rows, bytes: this.#bytesRead() });
      yield block;
    }
  }

  /** The first `rows` rows are through: committed or rejected. */
  commit(rows: number): void {
    while (this.#ahead[0] !== undefined && this.#ahead[0].rows <= rows) this.#committed = this.#ahead.shift()!.bytes;
  }
}
