import { setImmediate } from 'node:timers/promises';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { BLOCK_CAPACITY, ReadingBlock } from '../model/reading-block.ts';
import type { TextPiece } from './input/text-pieces.ts';
import type { ReadingParser } from './reading-format.ts';

/** Characters parsed without giving way to the event loop: about 10,000 rows, and 20,000 of the shortest. */
const TURN_CHARACTERS = 256 * 1024;

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
  /** A row that takes more text, with what follows it. */
  let pending = '';
  let parsed = 0;

  function* parse(text: string, isLast: boolean): Generator<ReadingBlock> {
    let at = 0;
    for (;;) {
      at = parser.read(text, at, isLast, block);
      if (!block.isFull) break;
      yield block;
      block = new ReadingBlock(capacity);
    }
    pending = text.slice(at);
  }

  try {
    for await (const { text, isTooLong, isLast } of pieces) {
      if (signal?.aborted) throw new PulsebaseError('ABORTED', 'stopped while reading the file');
      yield* parse(pending + text, isLast || isTooLong);
      if (isTooLong) parser.tooLong(block);
      parsed += text.length;
      if (parsed >= TURN_CHARACTERS) {
        parsed = 0;
        await setImmediate();
      }
    }
  } catch (error) {
    if (!signal?.aborted) {
      yield* parse(pending, true);
      if (block.seen > 0) yield block;
    }
    throw error;
  }
  if (block.seen > 0) yield block;
}
