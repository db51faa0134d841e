import type { ReadingInput } from '../../src/model/reading.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import type { User } from '../../src/model/user.ts';
import type { Source, Store } from '../../src/store/store.ts';
import type { ReferenceStore } from '../reference/reference-store.ts';

export type Row = readonly [userId: number, ms: number, milliBpm: number];

/** Something that a program asks of a store, as plain data: it is written down before it is done, and can be done again. */
export type Operation =
  | { readonly do: 'put users'; readonly users: readonly User[] }
  /** One block is a batch, several are a bulk load. */
  | { readonly do: 'ingest'; readonly blocks: readonly (readonly Row[])[] }
  | {
      readonly do: 'delete readings';
      readonly users: readonly number[] | null;
      readonly from: number;
      readonly to: number;
    }
  | { readonly do: 'delete users'; readonly ids: readonly number[] }
  | { readonly do: 'drop before'; readonly at: number };

export async function carryOut(store: Store, operation: Operation): Promise<void> {
  switch (operation.do) {
    case 'put users':
      await store.importUsers(operation.users);
      return;
    case 'ingest':
      await store.ingest(sourceOf(operation.blocks));
      return;
    case 'delete readings': {
      const window = { from: new Date(operation.from), to: new Date(operation.to) };
      await store.deleteReadings(operation.users === null ? window : { userIds: operation.users, ...window });
      return;
    }
    case 'delete users':
      await store.deleteUsers(operation.ids);
      return;
    case 'drop before':
      await store.dropBefore(new Date(operation.at));
  }
}

/** Does an operation to the reference; of an ingest only the first blocks, when `blocks` is given. */
export function applyTo(reference: ReferenceStore, operation: Operation, blocks = Number.POSITIVE_INFINITY): void {
  switch (operation.do) {
    case 'put users':
      for (const user of operation.users) reference.tellUser(user);
      return;
    case 'ingest':
      for (const [userId, ms, milli] of operation.blocks.slice(0, blocks).flat()) {
        if (reference.users.has(userId)) reference.putReading(userId, ms, milli);
      }
      return;
    case 'delete readings':
      reference.deleteReadings(operation.users ?? undefined, operation);
      return;
    case 'delete users':
      reference.deleteUsers(operation.ids);
      return;
    case 'drop before':
      reference.deleteReadings(undefined, { from: 0, to: operation.at - 1 });
  }
}

function sourceOf(blocks: readonly (readonly Row[])[]): Source<ReadingInput | ReadingBlock> {
  return blocks.map((rows) => {
    const block = new ReadingBlock(rows.length);
    for (const [at, [userId, ms, milli]] of rows.entries()) block.push(at + 1, userId, ms, milli);
    return block;
  });
}
