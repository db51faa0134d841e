import type { ReadingBlock } from '../model/reading-block.ts';
import { inBlocks } from './in-blocks.ts';
import type { TextPiece } from './input/text-pieces.ts';
import { readRows } from './read-rows.ts';
import type { BlockOptions } from './reading-format.ts';
import type { ReadingParser } from './reading-parser.ts';

/** Parses the pieces of a text into blocks. */
export function fillBlocks(
  pieces: AsyncIterable<TextPiece>,
  parser: ReadingParser,
  options: BlockOptions,
): AsyncGenerator<ReadingBlock> {
  const rowsInto = (current: () => ReadingBlock) => ({
    read: (text: string, until: number, isLast: boolean) => parser.read(text, until, isLast, current()),
    tooLong: () => parser.tooLong(current()),
    get isFull() {
      return current().isFull;
    },
    get failure() {
      return parser.failure;
    },
  });
  return inBlocks((current) => readRows(pieces, rowsInto(current), options.signal), options);
}
