import type { InstantInput } from '../model/instant.ts';
import type { Gender } from '../model/user.ts';
import type { WindowInput } from '../window/window.ts';

/** A query for users with a high average in a window. */
export interface CohortQuery extends WindowInput {
  /** Only users older than this many completed years; all users when omitted. */
  readonly minAge?: number;
  /** Only these genders; all when omitted. */
  readonly gender?: Gender | readonly Gender[];
  /** Only users whose average in the window is above this, in bpm. */
  readonly minHeartRate: number;
  /** Only users with at least this many readings in the window; 1 when omitted. */
  readonly minReadings?: number;
  /** Only users with a reading in the window on at least this many UTC days; 1 when omitted. */
  readonly minDays?: number;
  /** The day for ages from birth dates; the window's last day (UTC) when omitted. */
  readonly asOf?: InstantInput;
  /** Whether to return averages and counts with the ids. */
  readonly details?: boolean;
}

/** A user of a cohort. */
export interface CohortMember {
  /** Id of the user. */
  readonly userId: number;
  /** External id of the user; `null` when there is none. */
  readonly externalId: string | null;
  /** In bpm. */
  readonly average: number;
  /** Readings in the window. */
  readonly count: number;
}
