import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ReadingInput } from '../../src/model/reading.ts';
import type { RejectionReason } from '../../src/model/rejection.ts';
import type { Receipt, Source, Store } from '../../src/store/store.ts';
import type { ReferenceStore } from '../reference/reference-store.ts';
import {
  type Attributes,
  attributes,
  badRow,
  clamp,
  goodRow,
  LAST_MS,
  pick,
  type Row,
  type RowSpec,
  rowOf,
  userOf,
  type World,
} from './arbitraries.ts';

type SourceForm = 'array' | 'iterable' | 'async';

/** Something done to a store; users and instants are named by their place in the world. */
export type Command =
  | { readonly do: 'putUser'; readonly user: number; readonly attributes: Attributes }
  | { readonly do: 'importUsers'; readonly users: readonly (readonly [number, Attributes])[] }
  | {
      readonly do: 'ingest';
      readonly rows: readonly (RowSpec | Row)[];
      readonly form: SourceForm;
      readonly unknownUsers: 'create' | 'reject';
      readonly dryRun: boolean;
    }
  | { readonly do: 'deleteUsers'; readonly users: readonly number[] }
  | {
      readonly do: 'deleteReadings';
      readonly users: readonly number[] | null;
      readonly from: number | null;
      readonly to: number | null;
    }
  | { readonly do: 'dropBefore'; readonly at: number }
  | { readonly do: 'reopen' }
  | { readonly do: 'verify' };

const SOURCE_FORMS = ['array', 'iterable', 'async'] as const;

const ingest = fc.record({
  do: fc.constant('ingest' as const),
  rows: fc.array(fc.oneof({ weight: 9, arbitrary: goodRow }, { weight: 1, arbitrary: badRow }), { maxLength: 40 }),
  form: fc.constantFrom(...SOURCE_FORMS),
  unknownUsers: fc.constantFrom('reject', 'reject', 'create'),
  dryRun: fc.constantFrom(false, false, false, false, true),
});

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 9, arbitrary: ingest },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('putUser' as const), user: fc.nat(), attributes }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('importUsers' as const),
      users: fc.array(fc.tuple(fc.nat(), attributes), { maxLength: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('deleteUsers' as const),
      users: fc.array(fc.nat(), { maxLength: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('deleteReadings' as const),
      users: fc.option(fc.array(fc.nat(), { minLength: 1, maxLength: 2 })),
      from: fc.option(fc.nat()),
      to: fc.option(fc.nat()),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dropBefore' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'verify' as const }) },
);

/** Some users and readings first, so that nearly every sequence has answers; then anything. */
export const commands: fc.Arbitrary<readonly Command[]> = fc
  .tuple(
    fc.array(attributes, { minLength: 3, maxLength: 6 }),
    fc.array(goodRow, { minLength: 10, maxLength: 60 }),
    fc.array(command, { minLength: 4, maxLength: 10 }),
  )
  .map(([people, rows, rest]): readonly Command[] => [
    { do: 'importUsers', users: people.map((person, at) => [at, person]) },
    { do: 'ingest', rows, form: 'array', unknownUsers: 'reject', dryRun: false },
    ...rest,
  ]);

/** What a sequence of commands runs on: `store` changes when it is opened again. */
export interface Stage {
  store: Store;
  readonly reference: ReferenceStore;
  readonly world: World;
  readonly reopen: ((store: Store) => Promise<Store>) | undefined;
}

/** Does the same to the store and to the reference, and compares what each has to say about it. */
export async function run(stage: Stage, step: Command): Promise<void> {
  const { store, reference, world } = stage;
  const idOf = (user: number) => pick(world.ids, user);
  switch (step.do) {
    case 'putUser': {
      const user = userOf(idOf(step.user), step.attributes);
      reference.putUser(user);
      assert.deepEqual(await store.putUser(user), user);
      return;
    }
    case 'importUsers':
      return importUsers(stage, new Map(step.users.map(([user, person]) => [idOf(user), person])));
    case 'ingest': {
      const rows = step.rows.map((row) => ('expected' in row ? row : rowOf(world, row)));
      const { form, unknownUsers, dryRun } = step;
      await ingestRows(store, reference, rows, form, { unknownUsers, dryRun });
      return;
    }
    case 'deleteUsers': {
      const ids = step.users.map(idOf);
      assert.deepEqual(await store.deleteUsers(ids), reference.deleteUsers(ids));
      return;
    }
    case 'deleteReadings': {
      const ids = step.users?.map(idOf);
      const instants = [step.from, step.to].map((at) => (at === null ? undefined : pick(world.instants, at)));
      const from = instants[0];
      const to = instants[1] !== undefined && from !== undefined ? Math.max(from, instants[1]) : instants[1];
      if (ids === undefined && from === undefined && to === undefined) return;
      const deleted = await store.deleteReadings({
        ...(ids === undefined ? {} : { userIds: ids }),
        ...(from === undefined ? {} : { from: new Date(from) }),
        ...(to === undefined ? {} : { to: new Date(to) }),
      });
      assert.equal(deleted, reference.deleteReadings(ids, { from: from ?? 0, to: to ?? LAST_MS }));
      return;
    }
    case 'dropBefore': {
      const instant = clamp(pick(world.instants, step.at) + (step.at % 2));
      const dropped = await store.dropBefore(new Date(instant));
      assert.equal(dropped, reference.deleteReadings(undefined, { from: 0, to: instant - 1 }));
      return;
    }
    case 'reopen':
      if (stage.reopen !== undefined) stage.store = await stage.reopen(store);
      return;
    case 'verify':
      return checkVerify(store, reference);
  }
}

async function importUsers({ store, reference }: Stage, people: ReadonlyMap<number, Attributes>): Promise<void> {
  const counts = { inserted: 0, updated: 0, unchanged: 0 };
  const users = [...people].map(([id, person]) => userOf(id, person));
  for (const user of users) counts[reference.tellUser(user)] += 1;
  const { rejections, ...receipt } = await store.importUsers([...users, { id: 0 }, { id: 1, age: -1 }]);
  assert.deepEqual(receipt, {
    read: users.length + 2,
    ...counts,
    rejected: 2,
    rejectedByReason: { invalid_user: 2 },
    usersCreated: 0,
  });
  assert.deepEqual(
    rejections.map(({ row }) => row),
    [users.length + 1, users.length + 2],
  );
}

/** Ingests rows and compares the receipt with that of writing them to the reference one after the other. */
export async function ingestRows(
  store: Store,
  reference: ReferenceStore,
  rows: readonly Row[],
  form: SourceForm,
  options: { readonly unknownUsers: 'reject' | 'create'; readonly dryRun: boolean },
): Promise<Receipt> {
  const counts = { inserted: 0, updated: 0, unchanged: 0 };
  const rejected: [row: number, reason: RejectionReason][] = [];
  let usersCreated = 0;
  // A dry run counts what the same rows would do.
  const written = options.dryRun ? reference.copy() : reference;
  for (const [at, { expected }] of rows.entries()) {
    const reason = typeof expected === 'string' ? expected : reasonAgainst(expected, written, options.unknownUsers);
    if (reason !== undefined) rejected.push([at + 1, reason]);
    if (reason !== undefined || typeof expected === 'string') continue;
    const { userId, ms, milli } = expected;
    if (!written.users.has(userId)) {
      written.putUser({ id: userId, externalId: null, name: '', gender: 'unknown', age: null, birthDate: null });
      usersCreated += 1;
    }
    counts[written.putReading(userId, ms, milli)] += 1;
  }
  const receipt = await store.ingest(sourceOf(rows, form), options);
  const { rejections, rejectedByReason, ...totals } = receipt;
  assert.deepEqual(totals, {
    read: rows.length,
    ...counts,
    rejected: rejected.length,
    usersCreated,
  });
  const byReason = Object.entries(Object.groupBy(rejected, ([, reason]) => reason));
  assert.deepEqual(rejectedByReason, Object.fromEntries(byReason.map(([reason, list]) => [reason, list.length])));
  assert.deepEqual(
    rejections.map(({ row, reason }) => [row, reason]),
    rejected.slice(0, 1000),
  );
  return receipt;
}

function reasonAgainst(
  { userId, milli }: { readonly userId: number; readonly milli: number },
  reference: ReferenceStore,
  unknownUsers: 'create' | 'reject',
): RejectionReason | undefined {
  if (milli < 20_000 || milli > 300_000) return 'heart_rate_out_of_range';
  return reference.users.has(userId) || unknownUsers === 'create' ? undefined : 'unknown_user';
}

function sourceOf(rows: readonly Row[], form: SourceForm): Source<ReadingInput> {
  const inputs = rows.map(({ input }) => input);
  if (form === 'array') return inputs;
  if (form === 'iterable') return inputs.values();
  return (async function* () {
    yield* inputs;
  })();
}

/** Every roll-up must equal the raw readings, and nothing may be left to do. */
export async function checkVerify(store: Store, reference: ReferenceStore): Promise<void> {
  const { buckets: _, ...report } = await store.verify();
  const readings = [...reference.readings.values()].reduce((count, own) => count + own.size, 0);
  assert.deepEqual(report, { ok: true, readings, differing: 0, differences: [], problems: [] });
}
