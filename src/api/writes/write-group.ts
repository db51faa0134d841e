import { giveWay } from '../../async/give-way.ts';
import { ReadingBlock } from '../../model/reading-block.ts';
import type { Rejection } from '../../model/rejection.ts';
import { EMPTY_RECEIPT } from '../../store/empty-receipt.ts';
import { receiptOfRejections } from '../../store/receipt-of-rejections.ts';
import { type Receipt, ROW_OUTCOMES, type Store } from '../../store/store.ts';
import { sumOfReceipts } from '../../store/sum-of-receipts.ts';

/** The readings of one small request. */
export interface WritePart {
  readonly block: ReadingBlock;
  /** Rows of this part that were rejected before, besides those of the block. */
  readonly rejections: readonly Rejection[];
}

/**
 * Writes the readings of several requests in one commit, as if one after the other, and returns a receipt for each. All or
 * nothing.
 */
export async function writeGroup(store: Store, parts: readonly WritePart[]): Promise<Receipt[]> {
  const merged = new ReadingBlock(parts.reduce((rows, { block }) => rows + block.length, 0));
  // Rows of the merged block are numbered consecutively; `starts` maps them to requests.
  const starts: number[] = [];
  for (const { block } of parts) {
    starts.push(merged.length);
    for (let at = 0; at < block.length; at += 1) {
      merged.pushFrom(block, at, merged.length + 1);
    }
  }
  const tallies = parts.map(() => ({ inserted: 0, updated: 0, unchanged: 0, rejections: [] as Rejection[] }));
  const partOf = (row: number) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! < row) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  // The store removes rows from the block passed to it; their names are needed afterwards.
  const names = parts.map(({ block }) => block.rows.slice(0, block.length));
  if (merged.length > 0) {
    await store.ingest([merged], {
      onTaken: (rows, outcomes) => {
        for (let at = 0; at < rows.length; at += 1) {
          tallies[partOf(rows[at]!)]![ROW_OUTCOMES[outcomes[at]!]!] += 1;
        }
      },
      onRejected: (rejections) => {
        for (const rejection of rejections) {
          const part = partOf(rejection.row);
          const row = names[part]![rejection.row - 1 - starts[part]!]!;
          tallies[part]!.rejections.push({ ...rejection, row });
        }
      },
    });
  }
  const receipts: Receipt[] = [];
  for (const [at, { block, rejections }] of parts.entries()) {
    const { rejections: refused, ...counts } = tallies[at]!;
    const taken = counts.inserted + counts.updated + counts.unchanged;
    const all = [...block.rejected, ...rejections, ...refused].sort((a, b) => a.row - b.row);
    receipts.push(sumOfReceipts({ ...EMPTY_RECEIPT, ...counts, read: taken }, receiptOfRejections(all)));
    await giveWay();
  }
  return receipts;
}
