import type { ReadingBlock } from '../model/reading-block.ts';
import { Conflicts } from './conflicts.ts';
import type { FileConflicts } from './earlier-files.ts';

/** How many devices write "no value" into the byte of a heart rate, in thousandths of a bpm. */
const NO_VALUE = 255_000;

/** What the readings of one file say by themselves: some are two for one instant, some are a device's mark for none. */
export class BlockNotes {
  readonly #conflicts = new Conflicts();
  readonly #others: FileConflicts | undefined;
  #noValues = 0;

  /** @param others What earlier files of the import say; left out where there are none. */
  constructor(others?: FileConflicts) {
    this.#others = others;
  }

  /** Looks at each block on its way. */
  async *of(blocks: AsyncGenerator<ReadingBlock>): AsyncGenerator<ReadingBlock> {
    for await (const block of blocks) {
      this.#conflicts.add(block);
      await this.#others?.learn(block);
      this.#others?.add(block);
      const { heartRates, length } = block;
      for (let at = 0; at < length; at += 1) if (heartRates[at] === NO_VALUE) this.#noValues += 1;
      yield block;
    }
  }

  /** What people should know, one line each. */
  warnings(): readonly string[] {
    const conflicts = [...this.#conflicts.warnings(), ...(this.#others?.warnings() ?? [])];
    const noValues = this.#noValues;
    if (noValues === 0) return conflicts;
    const what = `${noValues} ${noValues === 1 ? 'reading' : 'readings'} of 255 bpm`;
    const note = `${what}: many devices write that for no value; MAX_HEART_RATE=254 rejects them`;
    return [...conflicts, note];
  }
}
