import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ErasureWatch } from '../../src/api/writes/erasure-watch.ts';
import { type Group, type WaitingWrite, WaitingWrites } from '../../src/api/writes/waiting-writes.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import type { Receipt } from '../../src/store/store.ts';

const start = new ErasureWatch().begin();

function writeOf(users: readonly (number | string)[]): WaitingWrite {
  const block = new ReadingBlock(users.length + 1);
  for (const user of users) block.push(1, typeof user === 'number' ? user : block.nameUser(user), 0, 60_000);
  return { block, start, requireRight: () => {}, settle: Promise.withResolvers<Receipt>() };
}

const user = fc.constantFrom<(number | string)[]>(1, 2, 3, 4, 5, 'P-1', 'P-2');
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), users: fc.array(user, { maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), which: fc.nat() }) },
);

describe('groups side by side', () => {
  test('share no user, keep the order of each user, and come to an end, whatever comes when', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const waiting = new WaitingWrites(true);
        const given: { readonly write: WaitingWrite; readonly users: ReadonlySet<number | string> }[] = [];
        const taken: WaitingWrite[] = [];
        const underWay: Group[] = [];
        const take = () => {
          const group = waiting.take(6);
          if (group === undefined) {
            assert.ok(underWay.length > 0);
            return;
          }
          for (const other of underWay) for (const one of group.users) assert.ok(!other.users.has(one));
          assert.ok(group.writes.length <= 1 || group.rows <= 6);
          taken.push(...group.writes);
          underWay.push(group);
        };
        for (const one of steps) {
          if (one.kind === 'add') {
            const write = writeOf(one.users);
            given.push({ write, users: new Set(one.users) });
            waiting.add(write);
          } else if (one.kind === 'take') {
            if (waiting.mayTake) take();
          } else if (underWay.length > 0) {
            const [group] = underWay.splice(one.which % underWay.length, 1);
            // What a commit does to its blocks does not matter.
            for (const { block } of group!.writes) block.length = 0;
            waiting.release(group!);
          }
        }
        while (taken.length < given.length) {
          for (const group of underWay.splice(0)) waiting.release(group);
          assert.ok(waiting.mayTake);
          const before = taken.length;
          take();
          assert.ok(taken.length > before);
        }
        assert.equal(waiting.rows, 0);
        assert.deepEqual(new Set(taken.map(({ block }) => block)).size, given.length);
        for (const named of [1, 2, 3, 4, 5, 'P-1', 'P-2']) {
          const order = given.filter(({ users }) => users.has(named)).map(({ write }) => write.settle);
          const found = taken.map(({ settle }) => settle).filter((settle) => order.includes(settle));
          assert.deepEqual(found, order);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('are worth taking when at least as many may go as must wait, and not before', () => {
    const waiting = new WaitingWrites(true);
    waiting.add(writeOf([1]));
    const first = waiting.take(10)!;
    assert.equal(waiting.mayTake, false);
    waiting.add(writeOf([1, 2]));
    waiting.add(writeOf([2]));
    assert.equal(waiting.mayTake, false);
    waiting.add(writeOf([3]));
    // One could go, and two could not.
    assert.equal(waiting.mayTake, false);
    waiting.add(writeOf([4]));
    assert.equal(waiting.mayTake, true);
    const second = waiting.take(10)!;
    assert.deepEqual([...second.users], [3, 4]);
    assert.equal(waiting.take(10), undefined);
    assert.equal(waiting.mayTake, false);
    waiting.release(first);
    assert.deepEqual([...waiting.take(10)!.users], [1, 2]);
  });
});

test('one group at a time takes all in the order of arrival', () => {
  const waiting = new WaitingWrites(false);
  for (const users of [[1], [1, 2], [2]]) waiting.add(writeOf(users));
  assert.equal(waiting.take(10)!.writes.length, 3);
  assert.equal(waiting.mayTake, false);
});
