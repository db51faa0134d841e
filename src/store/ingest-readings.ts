import { giveWay } from '../async/give-way.ts';
import { readAhead } from '../async/read-ahead.ts';
import { distinctUsers } from '../engine/distinct-users.ts';
import type { Engine, WriteSession } from '../engine/engine.ts';
import type { StoreRules } from '../engine/store-rules.ts';
import { unknownUsers } from '../engine/unknown-users.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { ReadingInput } from '../model/reading.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { Rejection } from '../model/rejection.ts';
import { takeRowsOut } from '../model/take-rows-out.ts';
import { UNKNOWN_PERSON } from '../model/user.ts';
import { describeNobody } from '../model/user-not-found.ts';
import { countDryRun } from './count-dry-run.ts';
import type { TextHash } from './derived-user-id.ts';
import { DryRun } from './dry-run.ts';
import { NamedUsers } from './named-users.ts';
import { readingBlocks } from './reading-blocks.ts';
import { ReceiptBuilder } from './receipt-builder.ts';
import type { IngestOptions, Receipt, Source } from './store.ts';
import { takenRows } from './taken-rows.ts';

/** Users created per statement. */
const USERS_AT_A_TIME = 10_000;
/** Rows that are looked at before others may have their turn. */
const ROWS_AT_A_TIME = 10_000;
const NOBODY: ReadonlySet<number> = new Set();

/**
 * Writes readings from a source to an engine, block by block, and counts the outcome of each row.
 *
 * @param hash Derives the ids of new users; SHA-256 by default.
 */
export async function ingestReadings(
  engine: Engine,
  rules: StoreRules,
  source: Source<ReadingInput | ReadingBlock>,
  options: IngestOptions,
  hash?: TextHash,
): Promise<Receipt> {
  const receipt = new ReceiptBuilder(options.onRejected);
  const isCreating = options.unknownUsers === 'create';
  const { dryRun = false } = options;
  const dry = dryRun === true ? new DryRun() : dryRun === false ? undefined : dryRun;
  const unknownNames = !isCreating ? 'reject' : dry === undefined ? 'create' : 'derive';
  const named = new NamedUsers(engine, unknownNames, options.onWarning, hash);
  let session: WriteSession | undefined;
  try {
    for await (const { block, only } of withOnly(readAhead(readingBlocks(source)))) {
      if (options.signal?.aborted) {
        const { read } = receipt.receipt();
        throw new PulsebaseError('ABORTED', `stopped after ${read} rows; those are kept and current`);
      }
      receipt.addRead(block.seen);
      let rejections = keepInRange(block, rules).concat(block.rejected);
      if (dry !== undefined) {
        const resolved = await named.resolve(block);
        const unknown = await unknownUsersOf(engine, block);
        rejections = rejections.concat(
          resolved.rejections,
          isCreating ? [] : await rejectionsOf(block, unknown, named),
        );
        if (isCreating) receipt.addUsersCreated(dry.make([...unknown].map((id) => named.refOf(id))));
        // Nothing comes before the only block, or after it.
        const run = only && dryRun === true ? undefined : dry;
        receipt.addCounts(await countDryRun(engine, block, isCreating ? NOBODY : unknown, run));
      } else {
        // One block is a batch; more than one is a load, whose roll-ups may wait until its end.
        session ??= await engine.beginWrite(only ? 'batch' : 'bulk');
        const resolved = await named.resolve(block);
        rejections = rejections.concat(resolved.rejections);
        receipt.addUsersCreated(resolved.usersCreated);
        if (isCreating) receipt.addUsersCreated(await createUsers(engine, block, named));
        const counts = await session.write(block, options.onTaken && 'before');
        receipt.addCounts(counts);
        options.onTaken?.(...takenRows(block, counts));
        if (counts.unknownUsers.size > 0) {
          rejections = rejections.concat(await rejectionsOf(block, counts.unknownUsers, named));
        }
      }
      rejections.sort((a, b) => a.row - b.row);
      await giveWay();
      receipt.addRejections(rejections);
      options.onProgress?.(receipt.receipt());
    }
  } finally {
    await session?.finish();
  }
  // A run of several calls is told of by whoever made it.
  const warning = dryRun === true ? dry?.warning() : undefined;
  if (warning !== undefined) options.onWarning?.(warning);
  return receipt.receipt();
}

/** Yields each block and whether it is the only one. If the source breaks off, the previous block is still yielded. */
async function* withOnly(blocks: AsyncGenerator<ReadingBlock>): AsyncGenerator<{ block: ReadingBlock; only: boolean }> {
  let first = await nextOf(blocks);
  if (first === undefined) return;
  let second: ReadingBlock | undefined;
  try {
    second = await nextOf(blocks);
  } catch (error) {
    yield { block: first, only: true };
    throw error;
  }
  yield { block: first, only: second === undefined };
  // A block is large: once written, it must not be kept to the end of a load.
  first = undefined;
  if (second === undefined) return;
  yield { block: second, only: false };
  second = undefined;
  for await (const block of blocks) yield { block, only: false };
}

async function nextOf(blocks: AsyncGenerator<ReadingBlock>): Promise<ReadingBlock | undefined> {
  const next = await blocks.next();
  return next.done === true ? undefined : next.value;
}

/** Removes readings whose heart rate is out of range; the others keep their order. */
function keepInRange(block: ReadingBlock, { minHeartRate, maxHeartRate }: StoreRules): Rejection[] {
  const { heartRates } = block;
  return takeRowsOut(block, (at) => {
    const heartRate = heartRates[at]!;
    if (heartRate >= minHeartRate && heartRate <= maxHeartRate) return undefined;
    const range = `${minHeartRate / 1000} to ${maxHeartRate / 1000} bpm`;
    const message = `heart rate ${heartRate / 1000} is not from ${range}`;
    return block.rejectionAt(at, 'heart_rate_out_of_range', message);
  });
}

async function rejectionsOf(
  block: ReadingBlock,
  unknown: ReadonlySet<number>,
  named: NamedUsers,
): Promise<Rejection[]> {
  const rejections: Rejection[] = [];
  for (let at = 0; at < block.length; at += 1) {
    if (at % ROWS_AT_A_TIME === 0) await giveWay();
    const userId = block.userIds[at]!;
    if (unknown.has(userId)) {
      rejections.push(block.rejectionAt(at, 'unknown_user', describeNobody(named.refOf(userId))));
    }
  }
  return rejections;
}

async function createUsers(engine: Engine, block: ReadingBlock, named: NamedUsers): Promise<number> {
  const missing = [...(await unknownUsersOf(engine, block))];
  let created = 0;
  for (let at = 0; at < missing.length; at += USERS_AT_A_TIME) {
    const page = missing.slice(at, at + USERS_AT_A_TIME);
    const users = page.map((id) => ({ ...UNKNOWN_PERSON, id, externalId: named.externalIdOf(id) }));
    // Another caller may have put one of them since, and knows more about that user.
    created += (await engine.putUsers(users, 'keep')).inserted;
  }
  return created;
}

async function unknownUsersOf(engine: Engine, block: ReadingBlock): Promise<ReadonlySet<number>> {
  const users = distinctUsers(block);
  await giveWay();
  const known = await engine.existingUsers([...users]);
  await giveWay();
  return unknownUsers(users, known);
}
