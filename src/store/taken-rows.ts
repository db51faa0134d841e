import type { StoredReadings, WriteCounts } from '../engine/engine.ts';
import type { ReadingBlock } from '../model/reading-block.ts';

const NOTHING: StoredReadings = new Map();
const INSERTED = 0;
const UPDATED = 1;
const UNCHANGED = 2;

/**
 * Returns the accepted rows of a written block and the outcome of each (an index of `ROW_OUTCOMES`): each is compared with the
 * previous row of the same key, the first with what the store held.
 */
export function takenRows(
  { length, userIds, timestamps, heartRates, rows }: ReadingBlock,
  { before = NOTHING, unknownUsers }: WriteCounts,
): [rows: Float64Array, outcomes: Uint8Array] {
  const taken = new Float64Array(length);
  const outcomes = new Uint8Array(length);
  const written = new Map<number, Map<number, number>>();
  let count = 0;
  for (let at = 0; at < length; at += 1) {
    const userId = userIds[at]!;
    if (unknownUsers.has(userId)) continue;
    const timestamp = timestamps[at]!;
    let ofUser = written.get(userId);
    if (ofUser === undefined) {
      ofUser = new Map();
      written.set(userId, ofUser);
    }
    const held = ofUser.get(timestamp) ?? before.get(userId)?.get(timestamp);
    ofUser.set(timestamp, heartRates[at]!);
    taken[count] = rows[at]!;
    outcomes[count] = held === undefined ? INSERTED : held === heartRates[at] ? UNCHANGED : UPDATED;
    count += 1;
  }
  return [taken.subarray(0, count), outcomes.subarray(0, count)];
}
