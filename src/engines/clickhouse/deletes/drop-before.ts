import type { Writer } from '../journal/writer.ts';
import { deleteReadings } from './delete-readings.ts';

/** Deletes all readings before an instant, whole months by dropping their partitions. @returns How many. */
export async function dropBefore(writer: Writer, instant: number): Promise<number> {
  return instant === 0 ? 0 : deleteReadings(writer, 'all', { from: 0, to: instant - 1 });
}
