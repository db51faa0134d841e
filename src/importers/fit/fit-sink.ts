import type { LeftOutReason } from '../left-out.ts';
import type { ReadingRecord } from '../reading-writer.ts';

/** What a reading comes from: the watch's track, its log of the day, or the beats that a strap remembered. */
export type FitOrigin = 'track' | 'day' | 'strap';

/** Takes what a FIT file holds, in order. */
export interface FitSink {
  add(record: ReadingRecord, origin: FitOrigin): void;
  leaveOut(reason: LeftOutReason): void;
  /** Intervals between beats, which are not readings: a message of them. */
  intervals(): void;
}
