import type { Deletion } from '../journal/intent.ts';
import type { Writer } from '../journal/writer.ts';

/** @throws PulsebaseError `DISK_FULL` before anything is deleted, where that can be known. */
export async function carryOutDeletion(writer: Writer, deletion: Deletion): Promise<void> {
  await writer.room.requireForDeletion(deletion);
  await writer.carryOut(deletion);
}
