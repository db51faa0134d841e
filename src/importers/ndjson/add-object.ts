import type { ReadingBlock } from '../../model/reading-block.ts';
import { userOfReading } from '../../model/user-of-reading.ts';
import { addReading } from '../add-reading.ts';
import { isoTime } from '../iso-time.ts';
import type { LocalTime } from '../local-time.ts';
import { noObject, parseObject } from './parse-object.ts';

/** Adds the reading that a JSON object holds, or its rejection; `what` is what messages call the text. */
export function addObject(block: ReadingBlock, row: number, what: string, text: string, localTime: LocalTime): void {
  const object = parseObject(text);
  if (object === undefined) {
    block.reject(row, 'malformed_row', noObject(what, text));
    return;
  }
  const { userId, user, timestamp, heartRate } = object;
  const instant = typeof timestamp === 'string' ? isoTime(timestamp, localTime) : undefined;
  addReading(block, row, userOfReading(userId, user), instant, timestamp, heartRate);
}
