import { firstSlot, PERIOD_SLOTS, partitionOf, slotOf } from '../schema/slot.ts';

/** Statements that merge the parts of the roll-ups of some months, a partition each. */
export function mergeStatements(months: readonly number[]): string[] {
  const rollups = months.flatMap((month) => [
    firstSlot('hour', month),
    firstSlot('day', month),
    slotOf('month', month),
  ]);
  const years = months.map((month) => Math.floor(firstSlot('hour', month) / (12 * PERIOD_SLOTS)));
  const merge = (table: string, partition: number) => `OPTIMIZE TABLE pulsebase.${table} PARTITION ${partition} FINAL`;
  return [
    ...[...new Set(rollups.map(partitionOf))].map((partition) => merge('rollups', partition)),
    ...[...new Set(years)].map((year) => merge('hours_by_user', year)),
  ];
}
