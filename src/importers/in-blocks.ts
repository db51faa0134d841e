import { BLOCK_CAPACITY, ReadingBlock } from '../model/reading-block.ts';
import type { BlockOptions } from './reading-format.ts';

/** Rows that the first block has room for at once: most files are small, and an archive may hold thousands of them. */
const FIRST_ROOM = 16 * 1024;

/**
 * Blocks of readings, a fresh one each time. Where the reading breaks off with an error, the rows up to there are given
 * first; not so after an abort.
 *
 * @param read Reads rows into the block that `current` gives, and comes back at the latest when it is full.
 */
export async function* inBlocks(
  read: (current: () => ReadingBlock) => AsyncIterable<unknown>,
  { signal, capacity = BLOCK_CAPACITY, keepsTexts = false }: BlockOptions,
): AsyncGenerator<ReadingBlock> {
  let block = new ReadingBlock(capacity, keepsTexts, FIRST_ROOM);
  try {
    for await (const _ of read(() => block)) {
      if (!block.isFull) continue;
      yield block;
      block = new ReadingBlock(capacity, keepsTexts);
    }
  } catch (error) {
    if (!signal?.aborted && block.seen > 0) yield block;
    throw error;
  }
  if (block.seen > 0) yield block;
}
