import type { Cohort, TopHours, Timeline as WireTimeline } from '../api/schemas/answers.ts';
import type { Distribution as WireDistribution } from '../api/schemas/distribution.ts';
import type { Quality as WireQuality } from '../api/schemas/quality.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { requireCohortQuery, requireTimelineOptions, requireTopQuery } from '../store/require-arguments.ts';
import type { requireDistributionQuery } from '../store/require-distribution.ts';
import type { requireQualityQuery } from '../store/require-quality.ts';
import type { CohortMember, Distribution, PeakAverage, Quality, Timeline } from '../store/store.ts';
import type { Window } from '../window/window.ts';
import { parametersOf } from './client-calls.ts';
import { iso, isoEnds } from './iso-ends.ts';
import { pathOf } from './remote-lookup.ts';
import type { ServiceCalls } from './service-calls.ts';

// Queries that have one answer, sent to a service. Their arguments have been checked.

export async function remoteCohort(
  calls: ServiceCalls,
  { window, genders, asOf, details, ...numbers }: ReturnType<typeof requireCohortQuery>,
): Promise<number[] | CohortMember[]> {
  const parameters = parametersOf({
    ...isoEnds(window),
    ...numbers,
    gender: genders?.join(','),
    asOf: asOf === undefined ? undefined : iso(asOf),
    details: details === true ? true : undefined,
  });
  const path = `/v1/cohorts/users?${parameters}`;
  const { userIds, members } = await calls.json<Cohort>({ path, isRepeatable: true });
  return details === true ? (members ?? []) : userIds;
}

export async function remoteTop(
  calls: ServiceCalls,
  { window, user, details, ...rest }: ReturnType<typeof requireTopQuery>,
): Promise<number[] | PeakAverage[]> {
  const parameters = parametersOf({ ...isoEnds(window), ...rest, details: details === true ? true : undefined });
  const path = `${await pathOf(calls, user)}/top-hours?${parameters}`;
  const { averages, peaks = [] } = await calls.json<TopHours>({ path, isRepeatable: true });
  if (details !== true) return averages;
  return peaks.map(({ hours, ...peak }) => ({
    ...peak,
    hours: hours.map(({ start, count }) => ({ start: new Date(start), count })),
  }));
}

export async function remoteTimeline(
  calls: ServiceCalls,
  user: UserRef,
  window: Window,
  options: ReturnType<typeof requireTimelineOptions>,
): Promise<Timeline> {
  const path = `${await pathOf(calls, user)}/timeline?${parametersOf({ ...isoEnds(window), ...options })}`;
  const { level, points } = await calls.json<WireTimeline>({ path, isRepeatable: true });
  return { level, points: points.map(({ start, ...point }) => ({ start: new Date(start), ...point })) };
}

export async function remoteDistribution(
  calls: ServiceCalls,
  { window, user, minAge, genders, asOf, zones, percentiles, maxGapMs }: ReturnType<typeof requireDistributionQuery>,
): Promise<Distribution> {
  const list = (thousandths: readonly number[]) => thousandths.map((number) => number / 1000).join(',');
  const parameters = parametersOf({
    ...isoEnds(window),
    minAge,
    gender: genders?.join(','),
    asOf: asOf === undefined ? undefined : iso(asOf),
    zones: zones.length === 0 ? undefined : list(zones),
    percentiles: percentiles.length === 0 ? undefined : list(percentiles),
    maxGapMinutes: maxGapMs / 60_000,
  });
  const path = user === undefined ? '/v1/cohorts' : await pathOf(calls, user);
  const found = await calls.json<WireDistribution>({ path: `${path}/distribution?${parameters}`, isRepeatable: true });
  // A parameter cannot say that none are wanted; left out it means the usual ones.
  return percentiles.length === 0 ? { ...found, percentiles: [] } : found;
}

export async function remoteQuality(
  calls: ServiceCalls,
  { window, user, genders, asOf, ...rest }: ReturnType<typeof requireQualityQuery>,
): Promise<Quality> {
  const parameters = parametersOf({
    ...isoEnds(window),
    ...rest,
    gender: genders?.join(','),
    asOf: asOf === undefined ? undefined : iso(asOf),
  });
  const path = user === undefined ? '/v1/cohorts' : await pathOf(calls, user);
  const { days, users } = await calls.json<WireQuality>({ path: `${path}/quality?${parameters}`, isRepeatable: true });
  return { days: days.map(({ start, ...day }) => ({ start: new Date(start), ...day })), users };
}
