import type { PutCounts } from './engine.ts';

/** The outcomes of the rows of several writes together. */
export function sumOfCounts(parts: readonly PutCounts[]): PutCounts {
  const sum = { inserted: 0, updated: 0, unchanged: 0 };
  for (const { inserted, updated, unchanged } of parts) {
    sum.inserted += inserted;
    sum.updated += updated;
    sum.unchanged += unchanged;
  }
  return sum;
}
