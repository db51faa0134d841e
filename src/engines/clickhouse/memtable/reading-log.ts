import type { ReadingColumns } from '../schema/reading-columns.ts';

/** Where new readings are kept from their acknowledgement until the parts hold them. */
export interface ReadingLog {
  /** Settles once the readings outlive a killed process, and a power cut where the store is durable. */
  append(readings: ReadingColumns): Promise<void>;
  /**
   * Ends a segment: what is appended from the call on belongs to the next one. Returns a function that removes the ended one and
   * those before it for good.
   */
  endSegment(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
