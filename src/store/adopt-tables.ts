import type { AdoptedUsers, Adoption, AdoptionRecord } from '../engine/adoption.ts';
import type { StoreRules } from '../engine/store-rules.ts';
import { sumOfCounts } from '../engine/sum-of-counts.ts';
import { sumOfRowCounts } from '../engine/sum-of-row-counts.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { AdoptionReport, AdoptionWork } from './adoption.ts';
import { ingestReadings } from './ingest-readings.ts';

/**
 * Copies the rows of another program's tables into the store beside them. Readings that a store does not accept are counted by
 * reason. Continues where an earlier call was stopped; does nothing once all is done.
 *
 * @throws PulsebaseError `ABORTED`.
 */
export async function adoptTables(adoption: Adoption, rules: StoreRules, work: AdoptionWork): Promise<AdoptionReport> {
  const { record } = adoption;
  const users = record.users ?? (await copyUsers(adoption));
  const { readings } = record.isDone ? record : await copyReadings(adoption, { ...record, users }, rules, work);
  return { users, readings };
}

async function copyUsers({ engine, users }: Adoption): Promise<AdoptedUsers> {
  let counts: AdoptedUsers = { inserted: 0, updated: 0, unchanged: 0, unknownGenders: 0, withoutAge: 0 };
  for await (const some of users()) {
    counts = {
      ...sumOfCounts([counts, await engine.putUsers(some.users, 'replace')]),
      unknownGenders: counts.unknownGenders + some.unknownGenders,
      withoutAge: counts.withoutAge + some.withoutAge,
    };
  }
  return counts;
}

async function copyReadings(
  adoption: Adoption,
  before: AdoptionRecord,
  rules: StoreRules,
  { signal, onProgress, onRejected }: AdoptionWork,
): Promise<AdoptionRecord> {
  const ids = await adoption.readingIds();
  let { lastId } = before;
  // Last ids of the blocks in flight, in order.
  const ends: number[] = [];
  let saving: Promise<void> = adoption.save(before);
  const source = async function* (): AsyncGenerator<ReadingBlock> {
    for await (const block of adoption.readings(before.lastId)) {
      ends.push(lastRowOf(block));
      yield block;
    }
  };
  const receipt = await ingestReadings(adoption.engine, rules, source(), {
    ...(signal === undefined ? {} : { signal }),
    ...(onRejected === undefined ? {} : { onRejected }),
    onProgress: (counts) => {
      lastId = ends.shift();
      // Saved after the block, not with it: at worst a block is copied again, which changes nothing.
      const reached = { ...before, readings: sumOfRowCounts(before.readings, counts), lastId };
      saving = saving.then(() => adoption.save(reached));
      saving.catch(() => {});
      if (lastId !== undefined && ids.last > ids.first) onProgress?.((lastId - ids.first) / (ids.last - ids.first));
    },
  }).finally(() => saving);
  const done = { ...before, readings: sumOfRowCounts(before.readings, receipt), lastId, isDone: true };
  await adoption.save(done);
  onProgress?.(1);
  return done;
}

function lastRowOf(block: ReadingBlock): number {
  const kept = block.length === 0 ? 0 : block.rows[block.length - 1]!;
  return Math.max(kept, block.rejected.at(-1)?.row ?? 0);
}
