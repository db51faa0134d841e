import { percentile } from '../../src/cli/percentile.ts';
import type { LoadResult } from './load-result.ts';
import type { MixResult } from './mixed-load.ts';

/** The objectives of a service by default, p95 in ms. */
const OBJECTIVES = { queryTop: 100, queryUsers: 200, ingest: 1000 } as const;

export interface GoalVerdict {
  readonly goal: string;
  readonly wanted: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** Whether a load was borne: all answered, and every objective met. */
export function isBorne({ queryTop, queryUsers, ingest, failures }: MixResult): boolean {
  return (
    Object.keys(failures).length === 0 &&
    queryTop.p95 < OBJECTIVES.queryTop &&
    queryUsers.p95 < OBJECTIVES.queryUsers &&
    ingest.p95 < OBJECTIVES.ingest
  );
}

/** The goals on the machine that they were set for: 2 cores, an embedded store of 60 M readings. */
export function loadGoals({ picture, large }: LoadResult): GoalVerdict[] {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const failed = Object.values(picture.failures).reduce((sum, count) => sum + count, 0);
  const fastest = Math.max(...large.map(({ perSecond }) => perSecond));
  const growth = memoryGrowth(picture.memory);
  return [
    {
      goal: 'queryTop, 40 a second, p95',
      wanted: 'below 25 ms',
      measured: ms(picture.queryTop.p95),
      isMet: picture.queryTop.p95 < 25,
    },
    {
      goal: 'queryUsers, 10 a second, p95',
      wanted: 'below 50 ms',
      measured: ms(picture.queryUsers.p95),
      isMet: picture.queryUsers.p95 < 50,
    },
    { goal: 'requests that failed', wanted: '0', measured: String(failed), isMet: failed === 0 },
    {
      goal: 'large NDJSON bodies',
      wanted: '200,000 readings/s',
      measured: `${fastest.toLocaleString('en')} readings/s`,
      isMet: fastest >= 200_000,
    },
    {
      goal: `memory over ${picture.seconds} s, last third beside the second`,
      wanted: 'at most 5 % more',
      measured: `${(growth * 100).toFixed(1)} %`,
      isMet: growth <= 0.05,
    },
  ];
}

/** The median of the last third of a run over that of the second, less one: the first third fills caches. */
function memoryGrowth(memory: readonly number[]): number {
  const third = Math.ceil(memory.length / 3);
  const median = (some: readonly number[]) => percentile([...some], 0.5);
  return median(memory.slice(-third)) / median(memory.slice(third, 2 * third)) - 1;
}
