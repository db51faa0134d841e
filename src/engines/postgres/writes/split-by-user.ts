import { ReadingBlock } from '../../../model/reading-block.ts';

/**
 * Splits a block into at most `parts` blocks of similar size: rows of one user stay together, in order. Rejected rows are left
 * out.
 */
export function splitByUser(block: ReadingBlock, parts: number): ReadingBlock[] {
  const rowsOf = new Map<number, number>();
  for (const userId of block.userIds.subarray(0, block.length)) rowsOf.set(userId, (rowsOf.get(userId) ?? 0) + 1);
  /** The first user of each part except the first. */
  const firstUsers: number[] = [];
  const lengths = [0];
  let before = 0;
  for (const [userId, rows] of [...rowsOf].sort(([a], [b]) => a - b)) {
    if (before >= (block.length * (firstUsers.length + 1)) / parts) {
      firstUsers.push(userId);
      lengths.push(0);
    }
    lengths[lengths.length - 1]! += rows;
    before += rows;
  }
  if (firstUsers.length === 0) return [block];
  const blocks = lengths.map((length) => new ReadingBlock(length));
  for (let at = 0; at < block.length; at += 1) {
    const userId = block.userIds[at]!;
    let part = firstUsers.length;
    while (part > 0 && userId < firstUsers[part - 1]!) part -= 1;
    blocks[part]!.push(block.rows[at]!, userId, block.timestamps[at]!, block.heartRates[at]!);
  }
  return blocks;
}
