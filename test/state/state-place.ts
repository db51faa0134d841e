import type { StateDatabase, StateOptions } from '../../src/state/state-database.ts';

/** A place for a state, which may be opened several times. */
export interface StatePlace {
  open(options?: Pick<StateOptions, 'create'>): Promise<StateDatabase>;
}
