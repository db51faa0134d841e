import type { Connections } from '../connections/connections.ts';
import { monthSuffix } from '../schema/partitions.ts';

/**
 * Statistics for the planner after a load, and the room of roll-ups that were computed twice, since a day lay across two
 * blocks. The readings themselves were only added to: autovacuum comes for them in its own time.
 */
export function tidyUp(connections: Connections, months: Iterable<number>): Promise<void> {
  const suffixes = Array.from(months, monthSuffix);
  const rollups = ['month_rollups', 'day_rollups', ...suffixes.map((suffix) => `hour_rollups_${suffix}`)];
  const readings = suffixes.map((suffix) => `heart_rates_${suffix}`);
  return connections.maintenance([
    ...rollups.map((table) => `VACUUM (ANALYZE) ${table}`),
    ...['users', ...readings].map((table) => `ANALYZE ${table}`),
  ]);
}
