import type { DataPlan } from '../data/data-plan.ts';
import { type Cell, COHORTS, cellName, FIXED_THRESHOLD, FIXED_USER } from './cells.ts';
import type { BenchWindow, CohortAverage, CohortQuery, TopQuery, UsersQuery } from './query.ts';
import { type Random, randomOf } from './random.ts';
import { FIXED_WINDOW, randomWindow } from './windows.ts';

/** One call of a cell, with what is needed to judge the answer. */
export type Call =
  | {
      readonly kind: 'queryUsers';
      readonly query: UsersQuery;
      /** Averages of the whole cohort, highest first, without the threshold. */
      readonly averages: readonly CohortAverage[];
    }
  | { readonly kind: 'queryTop'; readonly query: TopQuery; readonly answer: readonly number[] };

/** Who is asked, outside the measurement, what the threshold shall be and what the answers are. */
export interface Reference {
  cohort(query: CohortQuery): Promise<readonly CohortAverage[]>;
  queryTop(query: TopQuery): Promise<readonly number[]>;
}

/** The calls of a cell: the same for the same plan and seed, whoever the reference is. */
export async function cellCalls(
  cell: Cell,
  count: number,
  plan: DataPlan,
  seed: number,
  reference: Reference,
): Promise<Call[]> {
  const random = randomOf(seedOf(`${cellName(cell)} ${seed}`));
  const calls: Call[] = [];
  let last: Call | undefined;
  for (let call = 0; call < count; call += 1) {
    // The calls of a fixed query are all the same one.
    if (last === undefined || cell.shape !== 'fixed') last = await makeCall(cell, plan, random, reference);
    calls.push(last);
  }
  return calls;
}

async function makeCall(cell: Cell, plan: DataPlan, random: Random, reference: Reference): Promise<Call> {
  const window = windowOf(cell, random);
  if (cell.query === 'queryTop') {
    const userId = cell.shape === 'fixed' ? Math.min(FIXED_USER, plan.users) : 1 + Math.floor(random() * plan.users);
    const query = { userId, ...window };
    return { kind: 'queryTop', query, answer: await reference.queryTop(query) };
  }
  const cohort = { ...COHORTS[cell.cohort], ...window };
  const averages = await reference.cohort(cohort);
  // One average itself halves the cohort, so that "above" and "at least" give different answers.
  const [, middle] = averages[Math.floor(averages.length / 2)] ?? [0, FIXED_THRESHOLD];
  const minHeartRate = cell.shape === 'fixed' ? FIXED_THRESHOLD : middle;
  return { kind: 'queryUsers', query: { ...cohort, minHeartRate }, averages };
}

function windowOf(cell: Cell, random: Random): BenchWindow {
  return cell.shape === 'fixed' ? FIXED_WINDOW : randomWindow(cell.length, cell.shape, random);
}

/** A seed from text, so that each cell has its own (FNV-1a). */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
