import type { BucketAverage, Cohort, DeletedUsers, TopHours, User } from '../../../src/api/schemas/answers.ts';
import type { Distribution } from '../../../src/api/schemas/distribution.ts';
import type { Quality } from '../../../src/api/schemas/quality.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { change, queryOf, read, rows } from './calls.ts';

export type { BucketAverage, Cohort, Distribution, TopHours, User };
export type CohortMember = NonNullable<Cohort['members']>[number];
export type PeakAverage = NonNullable<TopHours['peaks']>[number];
export type Resolution = 'hour' | 'day' | 'month';

/** A window in Unix milliseconds, both ends inclusive. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

const iso = (instant: number) => new Date(instant).toISOString();
const ends = ({ from, to }: Window) => ({ from: iso(from), to: iso(to) });

/** Everybody, in order of their ids. */
export function loadPeople(signal?: AbortSignal): Promise<User[]> {
  return rows<User>('/v1/users', signal);
}

/** A person, or `undefined` when there is none with this id. */
export async function loadPerson(id: number, signal?: AbortSignal): Promise<User | undefined> {
  try {
    return await read<User>(`/v1/users/${id}`, signal);
  } catch (error) {
    if (error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND') return undefined;
    throw error;
  }
}

/** What a cohort is asked by. */
export interface CohortQuery {
  readonly minAge: string;
  readonly gender: string;
  readonly minHeartRate: string;
  /** Readings in the window, at least. */
  readonly minReadings: string;
  readonly from: string;
  readonly to: string;
}

export async function loadCohort(cohortQuery: CohortQuery, signal?: AbortSignal): Promise<readonly CohortMember[]> {
  const { members = [] } = await read<Cohort>(`/v1/cohorts/users${queryOf({ ...cohortQuery, details: true })}`, signal);
  return members;
}

/** Averages by bucket of a person; of a window alone, buckets that it cuts hold what is in it. */
export function loadAverages(
  userId: number,
  window: Window,
  resolution: Resolution,
  timezone: string | undefined,
  signal?: AbortSignal,
): Promise<BucketAverage[]> {
  return rows<BucketAverage>(
    `/v1/users/${userId}/averages${queryOf({ ...ends(window), resolution, timezone })}`,
    signal,
  );
}

export async function loadTopHours(
  userId: number,
  window: Window,
  timezone: string,
  signal?: AbortSignal,
): Promise<readonly PeakAverage[]> {
  const query = queryOf({ ...ends(window), details: true, timezone });
  const { peaks = [] } = await read<TopHours>(`/v1/users/${userId}/top-hours${query}`, signal);
  return peaks;
}

/** How the readings of a person are distributed over zones between limits in bpm, and their percentiles. */
export function loadDistribution(
  userId: number,
  window: Window,
  limits: readonly number[],
  signal?: AbortSignal,
): Promise<Distribution> {
  const query = queryOf({ ...ends(window), zones: limits.join(',') });
  return read<Distribution>(`/v1/users/${userId}/distribution${query}`, signal);
}

/** How completely a person was measured in a window; `undefined` for somebody who is gone. */
export async function loadQuality(
  userId: number,
  window: Window,
  signal?: AbortSignal,
): Promise<Quality['users'][number] | undefined> {
  const { users } = await read<Quality>(`/v1/users/${userId}/quality${queryOf(ends(window))}`, signal);
  return users[0];
}

/** Deletes a person and all of their readings. */
export function erasePerson(userId: number): Promise<DeletedUsers> {
  return change<DeletedUsers>('DELETE', `/v1/users/${userId}`);
}
