import type { Call } from './queries/cell-calls.ts';
import type { CohortAverage } from './queries/query.ts';

/** What the floats of the baselines may differ by, bpm. Pulsebase's may not differ at all. */
const TOLERANCE = 1e-9;

/** What is wrong with an answer; `undefined` when nothing is. `exact` is for Pulsebase: to the bit. */
export function checkAnswer(call: Call, answer: readonly number[], exact: boolean): string | undefined {
  return call.kind === 'queryTop'
    ? checkValues(call.answer, answer, exact)
    : checkUsers(call.averages, call.query.minHeartRate, answer, exact);
}

/** What is wrong with the averages of a cohort. */
export function checkAverages(
  expected: readonly CohortAverage[],
  found: readonly CohortAverage[],
  exact: boolean,
): string | undefined {
  // Nearly equal averages may come in either order from a baseline: each is compared with that of the same user.
  const byUser = ([a]: CohortAverage, [b]: CohortAverage) => a - b;
  const [left, right] = exact ? [expected, found] : [expected.toSorted(byUser), found.toSorted(byUser)];
  const ids = checkValues(idsOf(left), idsOf(right), true);
  if (ids !== undefined) return `users: ${ids}`;
  const averages = (list: readonly CohortAverage[]) => list.map(([, average]) => average);
  return checkValues(averages(left), averages(right), exact);
}

function checkUsers(
  averages: readonly CohortAverage[],
  minHeartRate: number,
  answer: readonly number[],
  exact: boolean,
): string | undefined {
  if (exact) {
    const expected = averages.filter(([, average]) => average > minHeartRate);
    return checkValues(idsOf(expected), answer, true);
  }
  const averageOf = new Map(averages);
  if (new Set(answer).size !== answer.length) return 'a user comes twice';
  let highest = Number.POSITIVE_INFINITY;
  for (const id of answer) {
    const average = averageOf.get(id);
    if (average === undefined || average <= minHeartRate - TOLERANCE) return `user ${id} is not above the threshold`;
    if (average > highest + TOLERANCE) return `user ${id} comes after users of lower averages`;
    highest = average;
  }
  const answered = new Set(answer);
  const missing = averages.find(([id, average]) => average > minHeartRate + TOLERANCE && !answered.has(id));
  return missing === undefined ? undefined : `user ${missing[0]} is missing`;
}

function checkValues(expected: readonly number[], found: readonly number[], exact: boolean): string | undefined {
  if (expected.length !== found.length) return `${found.length} values instead of ${expected.length}`;
  const equal = (a: number, b: number) => (exact ? Object.is(a, b) : Math.abs(a - b) <= TOLERANCE);
  const at = expected.findIndex((value, index) => !equal(value, found[index]!));
  return at === -1 ? undefined : `value ${at + 1} is ${found[at]} instead of ${expected[at]}`;
}

function idsOf(averages: readonly CohortAverage[]): number[] {
  return averages.map(([id]) => id);
}
