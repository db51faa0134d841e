import { bucketIdOf, firstBucketId, PERIOD_IDS, partitionOf } from '../schema/bucket-id.ts';

/** Statements that merge the parts of the roll-ups of some months, a partition each. */
export function mergeStatements(months: readonly number[]): string[] {
  const rollups = months.flatMap((month) => [
    firstBucketId('hour', month),
    firstBucketId('day', month),
    bucketIdOf('month', month),
  ]);
  const years = months.map((month) => Math.floor(firstBucketId('hour', month) / (12 * PERIOD_IDS)));
  const merge = (table: string, partition: number) => `OPTIMIZE TABLE pulsebase.${table} PARTITION ${partition} FINAL`;
  return [
    ...[...new Set(rollups.map(partitionOf))].map((partition) => merge('rollups', partition)),
    ...[...new Set(years)].map((year) => merge('hours_by_user', year)),
  ];
}
