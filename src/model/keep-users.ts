import type { ReadingBlock } from './reading-block.ts';

/** Keeps the readings of some users in a block, in their order, and returns it. */
export function keepUsers(block: ReadingBlock, users: ReadonlySet<number>): ReadingBlock {
  let kept = 0;
  for (let at = 0; at < block.length; at += 1) {
    if (!users.has(block.userIds[at]!)) continue;
    block.userIds[kept] = block.userIds[at]!;
    block.timestamps[kept] = block.timestamps[at]!;
    block.heartRates[kept] = block.heartRates[at]!;
    block.rows[kept] = block.rows[at]!;
    kept += 1;
  }
  block.length = kept;
  return block;
}
