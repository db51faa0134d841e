import type { ReadingColumns } from '../../schema/reading-columns.ts';

/** The readings of several batches, one after the other. */
export function joinReadings(batches: readonly ReadingColumns[]): ReadingColumns {
  const [first] = batches;
  if (batches.length === 1 && first !== undefined) return first;
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  const joined = {
    length,
    userIds: new Float64Array(length),
    timestamps: new Float64Array(length),
    heartRates: new Float64Array(length),
  };
  let at = 0;
  for (const { length: count, userIds, timestamps, heartRates } of batches) {
    for (let index = 0; index < count; index += 1) {
      joined.userIds[at] = userIds[index]!;
      joined.timestamps[at] = timestamps[index]!;
      joined.heartRates[at] = heartRates[index]!;
      at += 1;
    }
  }
  return joined;
}
