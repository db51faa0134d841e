import { giveWay } from '../../../async/give-way.ts';
import { collapseDuplicates } from '../../../engine/collapse-duplicates.ts';
import { distinctUsers } from '../../../engine/distinct-users.ts';
import type { WriteCounts, WriteMode, WriteSession } from '../../../engine/engine.ts';
import { unknownUsers } from '../../../engine/unknown-users.ts';
import type { ReadingBlock } from '../../../model/reading-block.ts';
import { bucketOf, HOUR_MS } from '../../../window/bucket.ts';
import type { Writer } from '../journal/writer.ts';
import { mergeStatements } from '../rollups/merge-statements.ts';
import { type Region, touchedRegions } from '../rollups/region.ts';
import { knownUsers } from '../users/find-users.ts';
import { type PlannedWrite, planWrite } from './plan-write.ts';

/** Readings that a load may write before their roll-ups are computed: enough to do it rarely, few enough to do it quickly. */
const MAX_BACKLOG = 8_000_000;

/** A batch ends with its roll-ups; a bulk write computes them occasionally, and at its end. */
export function beginWrite(writer: Writer, mode: WriteMode): WriteSession {
  const months = new Set<number>();
  return {
    write: (block) => writer.run(() => writeBlock(writer, block, mode, months)),
    finish: () =>
      writer.run(async () => {
        await writer.drain();
        if (mode === 'bulk') await mergeParts(writer, months);
      }),
  };
}

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

/** @param months Receives the months that the block touches. */
async function writeBlock(
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
async function writePlanned(
  writer: Writer,
  { plan, touched, known, everybody }: PlannedBlock,
  mode: WriteMode,
): Promise<boolean> {
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
    const isNew = plan.inserted === plan.length;
    if (mode === 'bulk') {
      if (backlog > MAX_BACKLOG) await writer.drain();
    } else if (!isNew || !(await writer.append(plan, id))) await writer.drain();
    return true;
  });
}

/** Merges the roll-ups that a load has written: the next queries find one part where there were several. */
async function mergeParts({ executor }: Writer, months: ReadonlySet<number>): Promise<void> {
  for (const statement of mergeStatements([...months])) await executor.merge(statement);
  await executor.sync();
}
