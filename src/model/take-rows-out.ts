import type { ReadingBlock } from './reading-block.ts';
import type { Rejection } from './rejection.ts';

/** Removes the readings for which there is a rejection from a block, and returns the rejections; the others keep their order. */
export function takeRowsOut(block: ReadingBlock, rejectionOf: (at: number) => Rejection | undefined): Rejection[] {
  const rejections: Rejection[] = [];
  const { userIds, timestamps, heartRates, rows, texts } = block;
  let kept = 0;
  for (let at = 0; at < block.length; at += 1) {
    const rejection = rejectionOf(at);
    if (rejection !== undefined) {
      rejections.push(rejection);
      continue;
    }
    if (kept !== at) {
      userIds[kept] = userIds[at]!;
      timestamps[kept] = timestamps[at]!;
      heartRates[kept] = heartRates[at]!;
      rows[kept] = rows[at]!;
      if (texts !== undefined) texts[kept] = texts[at];
    }
    kept += 1;
  }
  block.length = kept;
  return rejections;
}
