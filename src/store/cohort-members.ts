import type { Engine } from '../engine/engine.ts';
import { ageRule } from '../model/age-rule.ts';
import { average } from '../model/average.ts';
import { covering } from '../window/covering.ts';
import type { requireCohortQuery } from './require-arguments.ts';
import type { CohortMember } from './store.ts';

/** The members of a cohort: their ids, or with details what lies behind their place. */
export async function cohortMembers(
  engine: () => Engine,
  { window, genders, minAge, minHeartRate, asOf, minReadings, minDays, details }: ReturnType<typeof requireCohortQuery>,
): Promise<number[] | CohortMember[]> {
  const members = await engine().cohort({
    covering: covering(window, minDays > 1 ? 'day' : 'month'),
    genders,
    age: minAge === undefined ? undefined : ageRule(minAge, asOf ?? window.to),
    minHeartRate,
    minReadings,
    minDays,
  });
  const ids = members.map(({ userId }) => userId);
  if (details !== true) return ids;
  const identities = members.length === 0 ? [] : await engine().identitiesOf(ids);
  const externalIds = new Map(identities.map(({ id, externalId }) => [id, externalId]));
  return members.flatMap(({ userId, count, sum }) => {
    const externalId = externalIds.get(userId);
    // A user who is gone meanwhile is not one without an external id.
    return externalId === undefined ? [] : [{ userId, externalId, average: average(sum, count), count }];
  });
}
