import { describeTimestamp } from '../model/describe-timestamp.ts';
import { inInstantRange } from '../model/instant.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import { showValue } from '../model/show-value.ts';
import { parseUserId } from '../model/user-id.ts';
import { UserName } from '../model/user-name.ts';

/**
 * Adds a row whose timestamp the format has parsed: `instant` in Unix ms, or `undefined` when `timestamp`, as written, is
 * none, for the reason that `why` gives where more is known. Rejections name what is written, and come in the order of {@link ReadingBlock.add}: user id, timestamp, heart rate.
 */
export function addReading(
  block: ReadingBlock,
  line: number,
  userId: unknown,
  instant: number | undefined,
  timestamp: unknown,
  heartRate: unknown,
  text?: string,
  why?: string,
): void {
  if (instant !== undefined && inInstantRange(instant)) block.add(line, userId, instant, heartRate, text);
  else if (!(userId instanceof UserName) && parseUserId(userId) === undefined) {
    block.add(line, userId, 0, heartRate, text);
  } else if (instant !== undefined) {
    block.reject(line, 'timestamp_out_of_range', `timestamp ${showValue(timestamp)} is not from 1970 to 2099`, text);
  } else {
    block.reject(
      line,
      'invalid_timestamp',
      why === undefined ? describeTimestamp(timestamp) : `timestamp ${showValue(timestamp)} ${why}`,
      text,
    );
  }
}
