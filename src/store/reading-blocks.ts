import type { ReadingInput } from '../model/reading.ts';
import { BLOCK_CAPACITY, ReadingBlock } from '../model/reading-block.ts';
import type { Source } from './store.ts';

/**
 * Cuts a source of readings into blocks. Blocks that a source gives are passed on as they are; single readings are
 * numbered from 1 and gathered.
 */
export async function* readingBlocks(source: Source<ReadingInput | ReadingBlock>): AsyncGenerator<ReadingBlock> {
  const known = Array.isArray(source) ? Math.min(source.length, BLOCK_CAPACITY) : BLOCK_CAPACITY;
  let block: ReadingBlock | undefined;
  let row = 0;
  const add = (reading: ReadingInput): ReadingBlock => {
    block ??= new ReadingBlock(known);
    row += 1;
    // Whatever untyped callers send, one row at fault never stops the others.
    if (typeof reading !== 'object' || reading === null) block.reject(row, 'malformed_row', 'the reading is no object');
    else block.add(row, reading.userId, dateOrText(reading.timestamp), reading.heartRate);
    return block;
  };
  if (Symbol.asyncIterator in source) {
    for await (const item of source) {
      if (item instanceof ReadingBlock) yield item;
      else {
        const filled = add(item);
        if (!filled.isFull) continue;
        yield filled;
        block = undefined;
      }
    }
  } else {
    // A plain iterable must not cost a promise a row.
    for (const item of source) {
      if (item instanceof ReadingBlock) yield item;
      else {
        const filled = add(item);
        if (!filled.isFull) continue;
        yield filled;
        block = undefined;
      }
    }
  }
  if (block !== undefined) yield block;
}

/** A bare number is no instant for callers: it could be seconds as well as milliseconds. */
function dateOrText(timestamp: unknown): unknown {
  return typeof timestamp === 'number' ? undefined : timestamp;
}
