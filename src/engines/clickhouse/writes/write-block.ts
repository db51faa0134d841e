import { giveWay } from '../../../async/give-way.ts';
import { collapseDuplicates } from '../../../engine/collapse-duplicates.ts';
import { distinctUsers } from '../../../engine/distinct-users.ts';
import type { WriteCounts, WriteMode } from '../../../engine/engine.ts';
import { unknownUsers } from '../../../engine/unknown-users.ts';
import type { ReadingBlock } from '../../../model/reading-block.ts';
import { bucketOf, HOUR_MS } from '../../../window/bucket.ts';
import type { Writer } from '../journal/writer.ts';
import { BucketSums } from '../memtable/bucket-sums.ts';
import { addToRollups } from '../rollups/add-to-rollups.ts';
import { type Region, touchedRegions } from '../rollups/region.ts';
import { knownUsers } from '../users/find-users.ts';
import { type PlannedWrite, planWrite } from './plan-write.ts';

/** Readings that a load may write before their roll-ups are computed: enough to do it rarely, few enough to do it quickly. */
const MAX_BACKLOG = 8_000_000;
/** More roll-ups than this are recomputed faster than they are read and added to. */
const MAX_SUMS = 100_000;

interface PlannedBlock {
  readonly plan: PlannedWrite;
  /** Roll-ups to be computed for it. */
  readonly touched: readonly Region[];
  /** The users of the block that are in the store, and those that are not. */
  readonly known: ReadonlySet<number>;
  readonly unknown: ReadonlySet<number>;
  /** How many users there are, where that is known. */
  readonly everybody: number | undefined;
}

/**
 * Writes a block to the parts.
 *
 * @param months Receives the months that the block touches.
 */
export async function writeBlock(
  writer: Writer,
  block: ReadingBlock,
  mode: WriteMode,
  months: Set<number>,
): Promise<WriteCounts> {
  for (;;) {
    // If finished later, an interrupted deletion would delete the new readings as well.
    if (writer.leftOver.some(({ kind }) => kind !== 'write')) await writer.drain();
    const planned = await planBlock(writer, block);
    const { plan, touched, unknown } = planned;
    for (const { from } of touched) months.add(bucketOf('month', from * HOUR_MS));
    if (touched.length === 0 || (await writePlanned(writer, planned, mode))) {
      const { inserted, updated, unchanged, before } = plan;
      return { inserted, updated, unchanged, unknownUsers: unknown, before };
    }
  }
}

/**
 * Between its steps, each of which takes a large block some milliseconds, queries have their turn. No other write of this process
 * does, since this one has the mutex; what other processes do meanwhile is looked at when the block is written.
 */
async function planBlock(writer: Writer, block: ReadingBlock): Promise<PlannedBlock> {
  const { executor, cache, journal } = writer;
  const users = distinctUsers(block);
  await giveWay();
  const known = await knownUsers(writer, users);
  const everybody = (await cache.users())?.size;
  await giveWay();
  const unknown = unknownUsers(users, known);
  await giveWay();
  const rows = collapseDuplicates(block, unknown, ['user', 'hour']);
  await giveWay();
  const plan = await planWrite(executor, rows, writer.pendingRegions, everybody);
  // Rows that are stored already may be those of another process that has not computed their roll-ups yet, and may have died: so
  // this write computes them too.
  const isDoubtful = plan.length < rows.length && (await journal.hasOthersUnderWay());
  const touched = touchedRegions(isDoubtful ? rows : plan, everybody);
  return { plan, touched, known, unknown, everybody };
}

/** @returns Whether it was written: `false` if another process has deleted users of it meanwhile. */
async function writePlanned(writer: Writer, planned: PlannedBlock, mode: WriteMode): Promise<boolean> {
  const { plan, touched, known, everybody } = planned;
  const { journal, room } = writer;
  await room.requireForWrite(plan.length, touched, everybody, writer.pendingRegions, () => writer.drain());
  return writer.begin({ kind: 'write', regions: touched }, async (id) => {
    // From here on no other process deletes users.
    const still = await journal.confirm(known, () => knownUsers(writer, known));
    if (still.size < known.size) {
      await journal.done([id]);
      return false;
    }
    const backlog = await writer.insert(plan, id);
    if (mode === 'bulk' ? backlog <= MAX_BACKLOG : await addUp(writer, planned, id)) return true;
    await writer.drain();
    return true;
  });
}

/**
 * Adds readings to the roll-ups where all are new, and nobody else writes or has left anything to be computed.
 *
 * @returns Whether it was done.
 */
async function addUp(writer: Writer, { plan, touched, everybody }: PlannedBlock, id: number): Promise<boolean> {
  const { cache, executor, journal } = writer;
  if (!cache.isComplete || plan.inserted < plan.length || journal.pending.size > 1) return false;
  const sums = BucketSums.of(plan);
  await giveWay();
  if (sums.size > MAX_SUMS) return false;
  for (const region of touched) cache.regionChanged(region);
  await addToRollups(executor, sums.byBucket, everybody, () => journal.nextVersion());
  await writer.finish(id);
  return true;
}
