import { ReadingBlock } from '../../../../../src/model/reading-block.ts';
import type { Store } from '../../../../../src/store/store.ts';
import type { Scene } from './scene.ts';

/** Something that changes a store, or might. */
export interface Write {
  write(store: Store, scene: Scene): Promise<unknown>;
  /** What is written first, and may be seen without the rest. */
  readonly first?: (store: Store, scene: Scene) => Promise<unknown>;
  /** Whether questions wait for it, once it has begun. */
  readonly keepsWaiting?: boolean;
  /** Whether it changes users alone. */
  readonly isOfUsers?: boolean;
}

/** Every kind of write that there is. */
export const WRITES: Readonly<Record<string, Write>> = {
  'new readings': {
    write: (store, scene) =>
      store.ingest([
        scene.reading(scene.ann, 33, 100),
        scene.reading(scene.ann, 37, 150),
        scene.reading(scene.bob, 34, 101),
        scene.reading(scene.bob, 70, 102),
      ]),
  },
  'new readings beyond most windows': {
    write: (store, scene) => store.ingest([scene.reading(scene.ann, 36, 200), scene.reading(scene.ann, 38, 201)]),
  },
  'late readings': {
    write: (store, scene) =>
      store.ingest([
        scene.reading(scene.ann, 0.5, 130),
        scene.reading(scene.ann, 1.2, 131),
        scene.reading(scene.ann, -1440 + 6, 132),
        scene.reading(scene.bob, -20 * 1440, 133),
      ]),
  },
  'readings of a month that had none': {
    write: (store, scene) => store.ingest([scene.reading(scene.ann, -130 * 1440, 140)]),
  },
  corrections: {
    write: (store, scene) => store.ingest([scene.reading(scene.ann, 1, 180), scene.reading(scene.bob, 0, 120)]),
  },
  'a correction, a new reading and an old one': {
    write: (store, scene) =>
      store.ingest([
        scene.reading(scene.ann, 2, 40),
        scene.reading(scene.ann, 33, 41),
        scene.reading(scene.bob, 31, 85),
      ]),
  },
  'readings that are there already': {
    write: (store, scene) =>
      store.ingest([
        scene.reading(scene.ann, 1, 62),
        scene.reading(scene.ann, 31, 91),
        scene.reading(scene.bob, 31, 85),
      ]),
  },
  'a new user, and readings': {
    first: (store, scene) => store.putUser({ id: scene.newcomer }),
    write: (store, scene) => store.ingest([scene.reading(scene.newcomer, 1, 99), scene.reading(scene.ann, 1.1, 98)]),
  },
  'a load of several blocks': {
    keepsWaiting: true,
    write: (store, scene) =>
      store.ingest([
        blockOf(scene, [
          [scene.ann, 3, 110],
          [scene.bob, -1440 + 8, 111],
        ]),
        blockOf(scene, [
          [scene.ann, 1, 112],
          [scene.bob, 34, 113],
          [scene.ann, 37, 114],
        ]),
      ]),
  },
  'a deletion of readings of one user': {
    write: (store, scene) => store.deleteReadings({ userIds: [scene.ann], from: scene.at(1) }),
  },
  'a deletion of all readings of one user': {
    write: (store, { ann }) => store.deleteReadings({ userIds: [ann] }),
  },
  'a deletion of readings of everybody': {
    write: (store, scene) => store.deleteReadings({ from: scene.at(1), to: scene.at(2) }),
  },
  'a deletion of whole months of everybody': {
    write: (store, scene) => store.deleteReadings({ from: new Date(scene.month(0)), to: new Date(scene.month(1) - 1) }),
  },
  'a deletion of users': { write: (store, { ann, newcomer }) => store.deleteUsers([ann, newcomer]) },
  dropBefore: { write: (store, scene) => store.dropBefore(scene.at(0.5)) },
  'putUser with new facts': {
    write: (store, scene) =>
      store.putUser({ id: scene.ann, externalId: `Q-${scene.ann}`, name: 'Anna', gender: 'other', age: 20 }),
    isOfUsers: true,
  },
  importUsers: {
    write: (store, scene) =>
      store.importUsers([
        { id: scene.bob, gender: 'female' },
        { id: scene.newcomer, externalId: scene.name(scene.newcomer), gender: 'female', age: 50 },
      ]),
    isOfUsers: true,
  },
  repair: { write: nothingOf((store) => store.repair()) },
  'a flush by itself': { write: nothingOf((store) => store.stats()) },
};

/** What differs between stores that hold the same is not compared. */
function nothingOf(work: (store: Store) => Promise<unknown>): Write['write'] {
  return async (store) => {
    await work(store);
  };
}

function blockOf(scene: Scene, rows: readonly [userId: number, minute: number, heartRate: number][]): ReadingBlock {
  const block = new ReadingBlock(rows.length);
  for (const [at, [userId, minute, heartRate]] of rows.entries()) {
    block.push(at + 1, userId, scene.at(minute).getTime(), heartRate * 1000);
  }
  return block;
}
