import type { Gender } from '../../src/model/user.ts';

/** Both ends inclusive, Unix milliseconds. */
export interface BenchWindow {
  readonly from: number;
  readonly to: number;
}

/** Whom queryUsers looks at. */
export interface Cohort {
  /** Older than this many years. */
  readonly minAge: number;
  /** All when left out. */
  readonly genders?: readonly Gender[];
}

export interface CohortQuery extends Cohort, BenchWindow {}

export interface UsersQuery extends CohortQuery {
  /** In bpm. */
  readonly minHeartRate: number;
}

export interface TopQuery extends BenchWindow {
  readonly userId: number;
}

/** A user of a cohort with the average in the window, bpm. */
export type CohortAverage = readonly [userId: number, average: number];
