import { keepUsers } from '../model/keep-users.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { BLOCK_CAPACITY, ReadingBlock } from '../model/reading-block.ts';
import { bucketOf, bucketStart } from '../window/bucket.ts';
import type { Window } from '../window/window.ts';
import { countDifferingUsers } from './count-differing-users.ts';
import { freeExternalIds } from './free-external-ids.ts';
import type { CohortMember, Receipt, Store } from './store.ts';

/** What was copied from one store to another. */
export interface CopyReport {
  readonly users: Receipt;
  readonly readings: Receipt;
  /** Months of the source, and those that the target already held. */
  readonly months: number;
  readonly monthsHeldBefore: number;
  /** Months in which the count or sum of some user's readings in the target still differs; empty when all is well. */
  readonly differing: readonly string[];
}

export interface CopyOptions {
  /** Replaces users of the target whose ids belong to other people in the source. */
  readonly replaceUsers?: boolean;
  readonly signal?: AbortSignal;
  /** Called with the number of the source's readings that are in the target so far. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Copies users and readings into another store, which keeps its other data. Month by month, it skips what the target already
 * holds, so that an interrupted copy continues where it stopped; finally it compares all months.
 *
 * The source must not change meanwhile; the comparison would detect it.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` before anything is written when users of the target have the ids of other people in
 *   the source, unless they are to be replaced: two people's readings would become one person's. `EXTERNAL_ID_TAKEN` when a user
 *   who is not in the source has an external id of the source.
 */
export async function copyStore(from: Store, to: Store, options: CopyOptions = {}): Promise<CopyReport> {
  const { signal, onProgress } = options;
  const stop = signal === undefined ? {} : { signal };
  if (options.replaceUsers !== true) await requireNoOthers(from, to);
  await freeExternalIds(from, to);
  const users = await to.importUsers(from.listUsers(), { ...stop, replace: true });
  const { readings: total, firstReading, lastReading } = await from.stats();
  const months = firstReading === null || lastReading === null ? [] : monthsOf(firstReading, lastReading);
  let heldBefore = 0;
  let copied = 0;
  let monthsHeldBefore = 0;
  const progress = () => onProgress?.(heldBefore + copied, total);

  async function* missing(): AsyncGenerator<ReadingBlock> {
    for (const month of months) {
      const { lacking, held } = await compareMonth(from, to, month);
      heldBefore += held;
      progress();
      if (lacking.size === 0) {
        monthsHeldBefore += 1;
        continue;
      }
      yield* readMonth(from, month, lacking);
    }
  }

  const readings = await to.ingest(missing(), {
    ...stop,
    // Reading runs ahead of writing: only what the target has accepted counts.
    onProgress: ({ inserted, updated, unchanged }) => {
      copied = inserted + updated + unchanged;
      progress();
    },
  });
  const differing: string[] = [];
  for (const month of months) {
    if (signal?.aborted) throw new PulsebaseError('ABORTED', 'the comparison after the copy was stopped; run it again');
    if ((await compareMonth(from, to, month)).lacking.size > 0) {
      differing.push(new Date(month.from).toISOString().slice(0, 7));
    }
  }
  return { users, readings, months: months.length, monthsHeldBefore, differing };
}

async function requireNoOthers(from: Store, to: Store): Promise<void> {
  const others = await countDifferingUsers(to.listUsers(), from.listUsers());
  if (others === 0) return;
  throw new PulsebaseError(
    'INVALID_ARGUMENT',
    `${others === 1 ? '1 user of the target differs' : `${others} users of the target differ`} from the source's with the same id; nothing was copied; where they are the same people, add --replace-users`,
    { field: 'replaceUsers' },
  );
}

function monthsOf(first: Date, last: Date): Window[] {
  const [from, to] = [bucketOf('month', first.getTime()), bucketOf('month', last.getTime())];
  return Array.from({ length: to - from + 1 }, (_, at) => ({
    from: bucketStart('month', from + at),
    to: bucketStart('month', from + at + 1) - 1,
  }));
}

/** The users of the source whose month differs in the target, and the number of the others' readings. */
async function compareMonth(from: Store, to: Store, month: Window): Promise<{ lacking: Set<number>; held: number }> {
  const query = { from: new Date(month.from), to: new Date(month.to), minHeartRate: -1, details: true } as const;
  const [source, target] = await Promise.all([from.queryUsers(query), to.queryUsers(query)]);
  const there = new Map<number, CohortMember>(target.map((member) => [member.userId, member]));
  const lacking = new Set<number>();
  let held = 0;
  for (const { userId, count, average } of source) {
    const copy = there.get(userId);
    if (copy?.count === count && copy.average === average) held += count;
    else lacking.add(userId);
  }
  return { lacking, held };
}

async function* readMonth(from: Store, month: Window, users: ReadonlySet<number>): AsyncGenerator<ReadingBlock> {
  const window = { from: new Date(month.from), to: new Date(month.to) };
  if (from.scan !== undefined) {
    for await (const block of from.scan(window)) yield keepUsers(block, users);
    return;
  }
  let block = new ReadingBlock();
  for (const id of users) {
    for await (const { timestamp, heartRate } of from.readings(id, window)) {
      block.push(block.length + 1, id, timestamp.getTime(), Math.round(heartRate * 1000));
      if (block.length < BLOCK_CAPACITY) continue;
      yield block;
      block = new ReadingBlock();
    }
  }
  if (block.length > 0) yield block;
}
