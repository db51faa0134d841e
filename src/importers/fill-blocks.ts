import { BLOCK_CAPACITY, ReadingBlock } from '../model/reading-block.ts';
import type { TextPiece } from './input/text-pieces.ts';
import { readRows } from './read-rows.ts';
import type { ReadingParser } from './reading-parser.ts';

/**
 * Parses pieces into blocks, a fresh one each time. Where the text breaks off with an error, the rows up to there are
 * given first; not so after an abort.
 */
export async function* fillBlocks(
  pieces: AsyncIterable<TextPiece>,
  parser: ReadingParser,
  signal: AbortSignal | undefined,
  capacity: number = BLOCK_CAPACITY,
): AsyncGenerator<ReadingBlock> {
  let block = new ReadingBlock(capacity);
  const rows = {
    read: (text: string, until: number, isLast: boolean) => parser.read(text, until, isLast, block),
    tooLong: () => parser.tooLong(block),
    get isFull() {
      return block.isFull;
    },
    get failure() {
      return parser.failure;
    },
  };
  try {
    for await (const _ of readRows(pieces, rows, signal)) {
      if (!block.isFull) continue;
      yield block;
      block = new ReadingBlock(capacity);
    }
  } catch (error) {
    if (!signal?.aborted && block.seen > 0) yield block;
    throw error;
  }
  if (block.seen > 0) yield block;
}
