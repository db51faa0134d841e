import type { ReadingBlock } from '../model/reading-block.ts';

/**
 * Maps committed rows to bytes of their source. Reading runs ahead of writing, so the bytes read would overstate the progress.
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

  /** Passes the blocks on, and records how far into the source each one reaches. */
  async *watch(blocks: AsyncIterable<ReadingBlock>): AsyncGenerator<ReadingBlock, void, undefined> {
    for await (const block of blocks) {
      this.#rows += block.seen;
      this.#ahead.push({ rows: this.#rows, bytes: this.#bytesRead() });
      yield block;
    }
  }

  /** Call when the first `rows` rows are committed or rejected. */
  commit(rows: number): void {
    while (this.#ahead[0] !== undefined && this.#ahead[0].rows <= rows) this.#committed = this.#ahead.shift()!.bytes;
  }
}
