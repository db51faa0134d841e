import type { ReadingBlock } from '../model/reading-block.ts';
import { Conflicts } from './conflicts.ts';

/** How many devices write "no value" into the byte of a heart rate, in thousandths of a bpm. */
const NO_VALUE = 255_000;

/** What the readings of one file say by themselves: some are two for one instant, some are a device's mark for none. */
export class BlockNotes {
  readonly #conflicts = new Conflicts();
  #noValues = 0;

  /** Looks at each block on its way. */
  async *of(blocks: AsyncGenerator<ReadingBlock>): AsyncGenerator<ReadingBlock> {
    for await (const block of blocks) {
      this.#conflicts.add(block);
      const { heartRates, length } = block;
      for (let at = 0; at < length; at += 1) if (heartRates[at] === NO_VALUE) this.#noValues += 1;
      yield block;
    }
  }

  /** What people should know, one line each. */
  warnings(): readonly string[] {
    const noValues = this.#noValues;
    if (noValues === 0) return this.#conflicts.warnings();
    const what = `${noValues} ${noValues === 1 ? 'reading' : 'readings'} of 255 bpm`;
    const note = `${what}: many devices write that for no value; MAX_HEART_RATE=254 rejects them`;
    return [...this.#conflicts.warnings(), note];
  }
}
