import type { Connections } from '../connections/connections.ts';
import { monthSuffix } from '../schema/partitions.ts';

/**
 * After a load, updates the planner's statistics, and frees the space of roll-ups that were computed twice because a day spanned
 * two blocks. Readings were only added: autovacuum will handle them.
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
