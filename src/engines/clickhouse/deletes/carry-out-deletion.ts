import type { Deletion } from '../journal/intent.ts';
import type { Writer } from '../journal/writer.ts';

/** @throws PulsebaseError `DISK_FULL`, if possible before anything is deleted. */
export async function carryOutDeletion(writer: Writer, deletion: Deletion): Promise<void> {
  await writer.room.requireForDeletion(deletion);
  await writer.carryOut(deletion);
}
