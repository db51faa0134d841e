import type { ContenderHandle } from '../contender-handle.ts';
import type { Reference } from '../questions/cell-calls.ts';

/** A loaded contender as the one whose answers the others are compared with. */
export function referenceOf(handle: ContenderHandle): Reference {
  return {
    cohort: (question) => handle.call('cohort', question),
    queryTop: async (question) => (await handle.call('queryTop', question)).value,
  };
}
