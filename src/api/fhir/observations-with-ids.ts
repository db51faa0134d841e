import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ReadableStore } from '../reads/read-gate.ts';
import { observationOfReading } from './observation-search.ts';
import { observationKey } from './reading-of-observation.ts';

/** The Observations with these ids, of those that there are, and whose each is. */
export async function observationsWithIds(store: Pick<ReadableStore, 'readings'>, ids: readonly string[]) {
  const found: { readonly userId: number; readonly resource: ReturnType<typeof observationOfReading> }[] = [];
  for (const id of new Set(ids)) {
    const key = observationKey(id.trim());
    if (key === undefined) continue;
    const { userId, timestamp } = key;
    const at = new Date(timestamp);
    try {
      for await (const reading of store.readings(userId, { from: at, to: at })) {
        found.push({ userId, resource: observationOfReading(reading) });
      }
    } catch (error) {
      if (!(error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND')) throw error;
    }
  }
  return found;
}
