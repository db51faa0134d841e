import { keepUsers } from '../model/keep-users.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { ReadingBlock } from '../model/reading-block.ts';
import type { WindowInput } from '../window/window.ts';
import type { CheckedSelection } from './export-selection.ts';
import { type ExportedStore, selectedUsers, selectsEverybody } from './selected-users.ts';

/** Rows of a block that is put together from readings of single users. */
const ROWS = 50_000;
/** Users that are told apart in memory; more are read one by one. */
const MOST_SELECTED = 1_000_000;

/** The readings of a selection in blocks: in order of user and time, or, where the store reads all of them at once, in its own order. */
export async function* selectedReadings(
  store: ExportedStore,
  selection: CheckedSelection,
): AsyncGenerator<ReadingBlock> {
  const { window, users } = selection;
  const given = { from: new Date(window.from), to: new Date(window.to) };
  if (store.scan !== undefined && users === undefined) {
    if (selectsEverybody(selection)) {
      yield* store.scan(given);
      return;
    }
    const ids = await few(selectedUsers(store, selection));
    if (ids !== undefined) {
      for await (const block of store.scan(given)) yield keepUsers(block, ids);
      return;
    }
  }
  yield* readingsOneByOne(store, selection, given);
}

async function few(users: AsyncIterable<{ readonly id: number }>): Promise<ReadonlySet<number> | undefined> {
  const ids = new Set<number>();
  for await (const { id } of users) {
    if (ids.size === MOST_SELECTED) return undefined;
    ids.add(id);
  }
  return ids;
}

async function* readingsOneByOne(
  store: ExportedStore,
  selection: CheckedSelection,
  window: WindowInput,
): AsyncGenerator<ReadingBlock> {
  let block = new ReadingBlock(ROWS);
  for await (const { id } of selectedUsers(store, selection)) {
    for await (const { timestamp, heartRate } of unlessGone(store.readings(id, window))) {
      block.push(block.length + 1, id, timestamp.getTime(), Math.round(heartRate * 1000));
      if (!block.isFull) continue;
      yield block;
      block = new ReadingBlock(ROWS);
    }
  }
  if (block.length > 0) yield block;
}

/** The rows of a user; none of one who was deleted meanwhile. */
export async function* unlessGone<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* rows;
  } catch (error) {
    if (!(error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND')) throw error;
  }
}
