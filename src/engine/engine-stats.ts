import type { StoreStats } from './store-stats.ts';

/** What an engine says of itself. An engine whose transactions leave no write unfinished has no `pendingWrites` to tell of. */
export type EngineStats = Omit<StoreStats, 'pendingWrites'> & Partial<Pick<StoreStats, 'pendingWrites'>>;
