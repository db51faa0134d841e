import type { Engine } from '../engine/engine.ts';
import { ageRule } from '../model/age-rule.ts';
import { covering } from '../window/covering.ts';
import { LocalBuckets } from '../window/local-buckets.ts';
import { offsetSegments } from '../window/offset-segments.ts';
import type { Quality, QualityDay, UserQuality } from './quality.ts';
import type { requireQualityQuery } from './require-quality.ts';
import { requireUser } from './require-user.ts';
import { resolveUser } from './resolve-users.ts';
import { takeReadings } from './take-readings.ts';
import { type WornDay, WornTime } from './worn-time.ts';

type Query = ReturnType<typeof requireQualityQuery>;

/** How completely the heart rates of one user, or of a cohort, were measured. */
export async function readQuality(engine: () => Engine, query: Query): Promise<Quality> {
  const { window, user, timezone = 'UTC' } = query;
  const rules = { ...query, segments: offsetSegments(window, timezone) };
  const ids = user === undefined ? await membersOf(engine(), query) : [await resolveUser(engine(), user)];
  const days = new Map<number, WornDay>();
  const worn = new Map(ids.map((id) => [id, new WornTime(rules, days)]));
  await takeReadings(engine, window, worn);
  for (const time of worn.values()) time.finish();
  if (user !== undefined && worn.get(ids[0]!)!.count === 0) await requireUser(engine(), ids[0]!);
  return { days: daysOf(days, query), users: await usersOf(engine(), worn) };
}

/** Users with readings in the window, in order of id. */
async function membersOf(engine: Engine, { window, minAge, genders, asOf }: Query): Promise<number[]> {
  const members = await engine.cohort({
    covering: covering(window),
    genders,
    age: minAge === undefined ? undefined : ageRule(minAge, asOf ?? window.to),
    minHeartRate: -1,
    minReadings: 1,
    minDays: 1,
  });
  return members.map(({ userId }) => userId).sort((a, b) => a - b);
}

function daysOf(days: ReadonlyMap<number, WornDay>, { window, timezone = 'UTC' }: Query): QualityDay[] {
  const buckets = new LocalBuckets(window, timezone, 'day');
  return [...days.values()]
    .sort((a, b) => a.instant - b.instant)
    .map(({ instant, ...day }) => ({ start: new Date(buckets.bucketOf(instant).start), ...day }))
    .sort((a, b) => a.start.getTime() - b.start.getTime());
}

async function usersOf(engine: Engine, worn: ReadonlyMap<number, WornTime>): Promise<UserQuality[]> {
  const identities = worn.size === 0 ? [] : await engine.identitiesOf([...worn.keys()]);
  const externalIds = new Map(identities.map(({ id, externalId }) => [id, externalId]));
  return [...worn].flatMap(([userId, time]) => {
    const externalId = externalIds.get(userId);
    // Somebody who is gone meanwhile is not one without an external id.
    if (externalId === undefined) return [];
    const { count, days, wornMinutes, validHours, validDays, longestSilenceMs, gaps } = time;
    const longestSilenceMinutes = longestSilenceMs / 60_000;
    return [{ userId, externalId, count, days, wornMinutes, validHours, validDays, longestSilenceMinutes, gaps }];
  });
}
