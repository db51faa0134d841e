import type { LogUse } from '../../../engine/log-use.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import type { View } from './view.ts';

/** Readings that are acknowledged before the engine's parts hold them. */
export interface RecentReadings {
  /** What an answer has to add to that of the parts. */
  view(): View;
  /** Whether a failure has left some of them in the parts: nothing can be answered from the parts before `flush` has succeeded. */
  readonly isDoubtful: boolean;

  /** What they take; `undefined` where there are never any. */
  readonly use: LogUse | undefined;

  /** Whether a batch of this many readings is kept here first. */
  takes(rows: number): boolean;
  /** Waits until there is room for more. @throws PulsebaseError such as `DISK_FULL` when there is none to be made. */
  makeRoom(): Promise<void>;
  /** Adds readings whose keys are new to the store. They are in every answer from now on, and durable when the promise settles. */
  append(readings: ReadingColumns): Promise<void>;
  /** Settles once all readings that were appended before are durable. */
  logged(): Promise<void>;

  /** Puts all of them into the parts. */
  flush(): Promise<void>;
  /** Runs work that changes the parts in another way. */
  changing<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
