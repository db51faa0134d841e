import type { ContenderHandle } from '../contender-handle.ts';
import type { Reference } from '../queries/cell-calls.ts';

/** A loaded contender as the one whose answers the others are compared with. */
export function referenceOf(handle: ContenderHandle): Reference {
  return {
    cohort: (query) => handle.call('cohort', query),
    queryTop: async (query) => (await handle.call('queryTop', query)).value,
  };
}
