import type { Cohort, TopHours, Timeline as WireTimeline } from '../api/schemas/answers.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { requireCohortQuery, requireTimelineOptions, requireTopQuery } from '../store/require-arguments.ts';
import type { CohortMember, PeakAverage, Timeline } from '../store/store.ts';
import type { Window } from '../window/window.ts';
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

function parametersOf(values: Readonly<Record<string, string | number | boolean | undefined>>): URLSearchParams {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
}
