import { describeNoInstant } from '../model/instant.ts';
import type { ReadingInput } from '../model/reading.ts';
import { BLOCK_CAPACITY, ReadingBlock } from '../model/reading-block.ts';
import { parseUserId } from '../model/user-id.ts';
import { isUserName } from '../model/user-name.ts';
import { userOfReading } from '../model/user-of-reading.ts';
import type { Source } from './store.ts';

/**
 * Groups a source of readings into blocks. Blocks from the source are passed on unchanged; single readings are numbered from 1
 * and collected.
 */
export async function* readingBlocks(source: Source<ReadingInput | ReadingBlock>): AsyncGenerator<ReadingBlock> {
  const known = Array.isArray(source) ? Math.min(source.length, BLOCK_CAPACITY) : BLOCK_CAPACITY;
  let block: ReadingBlock | undefined;
  let row = 0;
  /** Takes an item, and returns a block to pass on now. */
  const take = (item: ReadingInput | ReadingBlock): ReadingBlock | undefined => {
    if (isBlock(item)) return item;
    block ??= new ReadingBlock(known);
    row += 1;
    addInput(block, row, item);
    if (!block.isFull) return undefined;
    const filled = block;
    block = undefined;
    return filled;
  };
  if (Symbol.asyncIterator in source) {
    for await (const item of source) {
      const filled = take(item);
      if (filled !== undefined) yield filled;
    }
  } else {
    // A plain iterable must not cost a promise per row.
    for (const item of source) {
      const filled = take(item);
      if (filled !== undefined) yield filled;
    }
  }
  if (block !== undefined) yield block;
}

function isBlock(item: unknown): item is ReadingBlock {
  try {
    return item instanceof ReadingBlock;
  } catch {
    // A revoked proxy.
    return false;
  }
}

/** A bad row never stops the others, whatever untyped callers send. */
function addInput(block: ReadingBlock, row: number, reading: ReadingInput): void {
  if (typeof reading !== 'object' || reading === null) {
    block.reject(row, 'malformed_row', 'the reading is not an object');
    return;
  }
  let { userId, user, timestamp, heartRate }: { [field in keyof ReadingInput]?: unknown } = {};
  try {
    ({ userId, user, timestamp, heartRate } = reading);
  } catch {
    block.reject(row, 'malformed_row', 'the reading cannot be read');
    return;
  }
  // A bare number is not an instant for callers: it could be seconds as well as milliseconds.
  const whose = userOfReading(userId, user);
  if (typeof timestamp === 'number' && (isUserName(whose) || parseUserId(whose) !== undefined)) {
    block.reject(row, 'invalid_timestamp', `timestamp is ${describeNoInstant(timestamp)}`);
  } else block.add(row, whose, timestamp, heartRate);
}
