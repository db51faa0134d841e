import type { TimelineLevel } from '../window/timeline-level.ts';
import type { BucketAverage } from './bucket-average.ts';

/** How finely a person's readings are summarised. */
export interface TimelineOptions {
  /** The most points of the answer, 1 to 4,000; 4,000 when omitted. */
  readonly maxPoints?: number | undefined;
  /** The level of the points; when omitted the finest one of which the window has at most `maxPoints`. */
  readonly level?: TimelineLevel | undefined;
}

/** A person's window in a bounded number of points. */
export interface Timeline {
  /** What each point is: a reading of its own, or all readings of a stretch of this length, UTC. */
  readonly level: TimelineLevel;
  /** In order of time; stretches without readings are left out. Of a reading, average, min and max are the same. */
  readonly points: readonly BucketAverage[];
}
