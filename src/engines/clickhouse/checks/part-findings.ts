import type { Finding } from '../../../engine/finding.ts';

/** Active parts of one partition above which queries become slow, and above which the engine delays inserts. */
const MANY = 100;
const TOO_MANY = 250;

export interface PartitionParts {
  readonly table: string;
  readonly partition: string;
  readonly parts: number;
}

/** Whether any partition has too many parts. */
export function partFindings(partitions: readonly PartitionParts[]): Finding[] {
  const worst = partitions.toSorted((a, b) => b.parts - a.parts)[0];
  if (worst === undefined || worst.parts <= MANY) {
    return [{ grade: 'fine', subject: 'parts', message: `at most ${worst?.parts ?? 0} parts in a partition` }];
  }
  return [
    {
      grade: worst.parts > TOO_MANY ? 'fault' : 'warning',
      subject: 'parts',
      message: `the table ${worst.table} has ${worst.parts} parts in its partition ${worst.partition}`,
      advice: 'send more readings at once, or wait until the engine has merged them',
    },
  ];
}

/** Beginning and end of a statement for {@link PartitionParts}; between them goes `system.parts` of some node. */
export const PARTS_SELECT = 'SELECT table, partition, count() AS parts';
export const PARTS_GROUP = 'GROUP BY table, partition ORDER BY parts DESC LIMIT 1';
