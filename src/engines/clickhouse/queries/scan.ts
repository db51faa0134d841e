import { readAhead } from '../../../async/read-ahead.ts';
import { ReadingBlock } from '../../../model/reading-block.ts';
import type { Window } from '../../../window/window.ts';
import type { Reader } from '../journal/reader.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { scanParts } from './scan-parts.ts';

/** Yields the readings of all users in a window in order of hour, user and time. */
export function scan(reader: Reader, window: Window): AsyncGenerator<ReadingBlock> {
  return readAhead(blocksOf(reader, window));
}

async function* blocksOf(reader: Reader, window: Window): AsyncGenerator<ReadingBlock> {
  for await (const part of scanParts(reader, window)) {
    const statement = `SELECT user_id, ts, milli_bpm ${part}`;
    const [userIds, timestamps, heartRates] = await queryIntegers(reader.executor, statement, 3);
    const block = new ReadingBlock(Math.max(1, userIds!.length));
    for (let at = 0; at < userIds!.length; at += 1) {
      block.push(at + 1, userIds![at]!, timestamps![at]!, heartRates![at]!);
    }
    yield block;
  }
}
