import type { LeftOutReason } from '../left-out.ts';

/** What a reading comes from: the watch's track, its log of the day, or the beats that a strap remembered. */
export type FitOrigin = 'track' | 'day' | 'strap';

export interface FitReading {
  /** Number of its message in the file, from 1. */
  readonly row: number;
  /** Unix ms. */
  readonly instant: number;
  /** In bpm. */
  readonly heartRate: number;
  readonly device: string | undefined;
}

/** Takes what a FIT file holds, in order. */
export interface FitSink {
  add(reading: FitReading, origin: FitOrigin): void;
  /** A heart rate without a time. */
  reject(row: number, message: string): void;
  leaveOut(reason: LeftOutReason): void;
}
