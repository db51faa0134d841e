import { ReadingBlock } from '../../../model/reading-block.ts';
import type { Writer } from '../journal/writer.ts';
import type { Memtable } from '../memtable/memtable.ts';
import type { FlushTarget } from '../memtable/memtables.ts';
import { addToRollups } from '../rollups/add-to-rollups.ts';
import { touchedRegions } from '../rollups/region.ts';
import type { ReadingColumns } from '../schema/reading-columns.ts';
import { writeBlock } from './write-block.ts';

/** How the memtables of a store get into its parts. */
export function flushTarget(writer: Writer): FlushTarget {
  return {
    alone: (work) => writer.flushing(work),
    nextVersion: () => writer.journal.nextVersion(),
    put: (table) => putMemtable(writer, table),
    mend: (table) => writeDoubtful(writer, table.columns()),
    onFlushed: (table) => writer.cache.flushed(table),
  };
}

/** No space is required first: these readings are acknowledged, so the reserve may be used for them. */
async function putMemtable(writer: Writer, table: Memtable): Promise<void> {
  const { executor, cache, journal } = writer;
  const readings = table.columns();
  const everybody = (await cache.users())?.size;
  await writer.begin({ kind: 'write', regions: touchedRegions(readings, everybody) }, async (id) => {
    await writer.insert(readings, id);
    await addToRollups(executor, table.sums, everybody, () => journal.nextVersion());
    await writer.finish(id);
  });
}

/** Writes acknowledged readings some of which may be in the parts. */
async function writeDoubtful(writer: Writer, readings: ReadingColumns): Promise<void> {
  const { length, userIds, timestamps, heartRates } = readings;
  const block = new ReadingBlock(length);
  for (let at = 0; at < length; at += 1) block.push(at + 1, userIds[at]!, timestamps[at]!, heartRates[at]!);
  writer.cache.reset();
  await writeBlock(writer, block, 'batch', new Set());
  await writer.drain();
}
