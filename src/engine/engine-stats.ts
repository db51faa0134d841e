import type { StoreStats } from './store-stats.ts';

/** The stats of an engine. One whose transactions leave no write unfinished omits `pendingWrites`. */
export type EngineStats = Omit<StoreStats, 'pendingWrites'> & Partial<Pick<StoreStats, 'pendingWrites'>>;
