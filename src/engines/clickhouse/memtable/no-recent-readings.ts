import type { RecentReadings } from './recent-readings.ts';
import { NO_EXCESS, type View } from './view.ts';

const NOTHING: View = {
  tables: () => [],
  isCurrent: () => true,
  mayCache: () => false,
  rawCondition: '',
  excess: () => NO_EXCESS,
};

/** For a store that other processes write to: every reading goes into the parts at once. */
export class NoRecentReadings implements RecentReadings {
  readonly isDoubtful = false;
  readonly use = undefined;

  view() {
    return NOTHING;
  }

  takes() {
    return false;
  }

  async makeRoom() {}

  async append() {
    throw new TypeError('readings of a store with several writers go into its parts');
  }

  async logged() {}

  async flush() {}

  changing<T>(work: () => Promise<T>) {
    return work();
  }

  async close() {}
}
