import type {
  BucketAverage,
  CohortMember,
  DeleteReceipt,
  Distribution,
  Gender,
  PeakAverage,
  Quality,
  Resolution,
  User,
} from '../../../src/client/index.ts';
import { userNotFound } from '../../../src/model/user-not-found.ts';
import { ofStore } from './calls.ts';

export type { BucketAverage, CohortMember, Distribution, User };

/** A window in Unix milliseconds, both ends inclusive. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

const ends = ({ from, to }: Window) => ({ from: new Date(from), to: new Date(to) });

/** Everybody, in order of their ids. */
export function loadPeople(signal?: AbortSignal): Promise<User[]> {
  return ofStore((store) => all(store.listUsers()), signal);
}

/** A person, or `undefined` when there is none with this id. */
export function loadPerson(id: number, signal?: AbortSignal): Promise<User | undefined> {
  return ofStore((store) => store.getUser(id), signal);
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

export function loadCohort(cohortQuery: CohortQuery, signal?: AbortSignal): Promise<readonly CohortMember[]> {
  const { minAge, gender, minHeartRate, minReadings, from, to } = cohortQuery;
  const query = {
    ...{ from, to, minHeartRate: Number(minHeartRate), details: true as const },
    ...(minAge === '' ? {} : { minAge: Number(minAge) }),
    ...(gender === '' ? {} : { gender: gender.split(',') as Gender[] }),
    ...(minReadings === '' ? {} : { minReadings: Number(minReadings) }),
  };
  return ofStore((store) => store.queryUsers(query), signal);
}

/** Averages by bucket of a person; of a window alone, buckets that it cuts hold what is in it. */
export function loadAverages(
  userId: number,
  window: Window,
  resolution: Resolution,
  timezone: string | undefined,
  signal?: AbortSignal,
): Promise<BucketAverage[]> {
  const options = timezone === undefined ? {} : { timezone };
  return ofStore((store) => all(store.averages(userId, ends(window), resolution, options)), signal);
}

export function loadTopHours(
  userId: number,
  window: Window,
  timezone: string,
  signal?: AbortSignal,
): Promise<readonly PeakAverage[]> {
  return ofStore((store) => store.queryTop({ userId, ...ends(window), details: true, timezone }), signal);
}

/** How the readings of a person are distributed over zones between limits in bpm, and their percentiles. */
export function loadDistribution(
  userId: number,
  window: Window,
  limits: readonly number[],
  signal?: AbortSignal,
): Promise<Distribution> {
  return ofStore((store) => store.distribution({ userId, ...ends(window), zones: limits }), signal);
}

/** How completely a person was measured in a window; `undefined` for somebody who is gone. */
export async function loadQuality(
  userId: number,
  window: Window,
  signal?: AbortSignal,
): Promise<Quality['users'][number] | undefined> {
  return (await ofStore((store) => store.quality({ userId, ...ends(window) }), signal)).users[0];
}

/** Deletes a person and all of their readings. @throws PulsebaseError `USER_NOT_FOUND` for somebody who is gone. */
export async function erasePerson(userId: number): Promise<DeleteReceipt> {
  const erased = await ofStore((store) => store.deleteUsers([userId]));
  if (erased.users === 0) throw userNotFound(userId);
  return erased;
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
