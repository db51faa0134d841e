import { giveWay } from '../../../async/give-way.ts';
import { collapseDuplicates } from '../../../engine/collapse-duplicates.ts';
import { distinctUsers } from '../../../engine/distinct-users.ts';
import type { WriteCounts } from '../../../engine/engine.ts';
import { unknownUsers } from '../../../engine/unknown-users.ts';
import type { ReadingBlock } from '../../../model/reading-block.ts';
import type { Writer } from '../journal/writer.ts';
import { touchedRegions } from '../rollups/region.ts';
import { knownUsers } from '../users/find-users.ts';
import { planAppend } from './plan-write.ts';

/** A batch whose readings are on their way to the log. */
interface Appending {
  readonly counts: WriteCounts;
  readonly logged: Promise<void> | undefined;
}

/**
 * Adds a batch to the recent readings, where none of its rows corrects a stored one.
 *
 * @returns `undefined` where nothing was done: the batch must be written to the parts.
 */
export async function appendBlock(writer: Writer, block: ReadingBlock): Promise<WriteCounts | undefined> {
  if (!writer.recent.takes(block.length)) return undefined;
  // The next batch may be decided on while this one waits for the disk: they share a sync.
  const appending = await writer.admit(() => decide(writer, block));
  await appending?.logged;
  return appending?.counts;
}

async function decide(writer: Writer, block: ReadingBlock): Promise<Appending | undefined> {
  const { cache, recent, room } = writer;
  // A deletion that a failure has interrupted would delete the new readings as well.
  if (writer.leftOver.length > 0) return undefined;
  await recent.makeRoom();
  // A batch of 50,000 rows takes some milliseconds at each step; queries have their turn in between.
  const users = distinctUsers(block);
  await giveWay();
  const known = await knownUsers(writer, users);
  const everybody = (await cache.users())?.size;
  const unknown = unknownUsers(users, known);
  const rows = collapseDuplicates(block, unknown, ['user', 'hour']);
  await giveWay();
  const plan = await planAppend(writer, rows, everybody);
  await giveWay();
  const { inserted, updated, unchanged, before } = plan;
  const counts = { inserted, updated, unchanged, unknownUsers: unknown, before };
  if (plan.length > plan.inserted) return undefined;
  if (plan.length > 0) {
    await room.requireForWrite(plan.length, touchedRegions(plan, everybody), everybody, [], async () => {});
    await giveWay();
    cache.readingsComing(plan);
  }
  const appended = plan.length > 0 ? recent.append(plan) : undefined;
  // What is there already may still be on its way to the log: it must not be acknowledged before.
  const logged = unchanged > 0 ? recent.logged() : appended;
  // Whoever waits for it is told of a failure; that must not end the process before.
  for (const promise of [appended, logged]) promise?.catch(() => {});
  return { counts, logged };
}
