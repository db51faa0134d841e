import type { ReadingBlock } from '../model/reading-block.ts';
import type { ImportJob } from './import-job.ts';
import { inBlocks } from './in-blocks.ts';
import type { TextPiece } from './input/text-pieces.ts';
import { readRows } from './read-rows.ts';
import type { BlockOptions } from './reading-format.ts';
import type { ReadingParser } from './reading-parser.ts';

/** Parses the pieces of a text into blocks, and tells the job in the end what its parser has to say. */
export async function* fillBlocks(
  pieces: AsyncIterable<TextPiece>,
  parser: ReadingParser,
  job: ImportJob,
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
  try {
    yield* job.notes.of(inBlocks((current) => readRows(pieces, rowsInto(current), options.signal), options));
  } finally {
    for (const warning of parser.warnings()) job.warn(warning);
  }
}
