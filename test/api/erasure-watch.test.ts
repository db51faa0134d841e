import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ErasureWatch, type WriteStart } from '../../src/api/writes/erasure-watch.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { ALL_TIME, type Window } from '../../src/window/window.ts';

/** The rule in its plainest form: a list of all deletions, each looked at for each row. */
class PlainWatch {
  readonly #erasures: { userIds: readonly number[] | 'all'; window: Window; deletesUsers: boolean }[] = [];

  begin = () => this.#erasures.length;
  add(userIds: readonly number[] | 'all', window: Window, deletesUsers: boolean): void {
    this.#erasures.push({ userIds, window, deletesUsers });
  }
  isErased = (start: number, userId: number, at: number) =>
    this.#since(start, userId).some(({ window }) => at >= window.from && at <= window.to);
  isErasedUser = (start: number, userId: number) => this.#since(start, userId).some(({ deletesUsers }) => deletesUsers);
  #since = (start: number, userId: number) =>
    this.#erasures.slice(start).filter(({ userIds }) => userIds === 'all' || userIds.includes(userId));
}

const USERS = [1, 2, 3];
const LAST = 12;
const ids = fc.uniqueArray(fc.constantFrom(...USERS), { maxLength: 3 });
const window = fc.oneof(
  fc
    .tuple(fc.nat({ max: LAST }), fc.nat({ max: LAST }))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
  fc.constant(ALL_TIME),
);
const step = fc.oneof(
  fc.record({ kind: fc.constant('begin' as const) }),
  fc.record({ kind: fc.constant('end' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('users' as const), ids }),
  fc.record({
    kind: fc.constant('readings' as const),
    ids: fc.oneof(ids, fc.constant('all' as const)),
    window,
    // Enough to let what is old be forgotten.
    times: fc.constantFrom(1, 1, 1, 1200),
  }),
);

/** Every user and instant, in a block of rows from 1. */
function everything(): ReadingBlock {
  const block = new ReadingBlock(USERS.length * (LAST + 2));
  for (const id of USERS) for (let at = 0; at <= LAST + 1; at += 1) block.push(block.length + 1, id, at, 60_000);
  return block;
}

describe('what was erased since a write began', () => {
  test('is that of the plain rule, whatever order writes and deletions come in, and nothing is kept of it in the end', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const watch = new ErasureWatch();
        const plain = new PlainWatch();
        const writes: { readonly start: WriteStart; readonly plainStart: number }[] = [];
        for (const one of steps) {
          if (one.kind === 'begin') writes.push({ start: watch.begin(), plainStart: plain.begin() });
          else if (one.kind === 'end') {
            const [ended] = writes.splice(one.which % Math.max(1, writes.length), 1);
            if (ended !== undefined) watch.end(ended.start);
          } else if (one.kind === 'users') {
            watch.addUsers(one.ids);
            plain.add(one.ids, ALL_TIME, true);
          } else {
            for (let time = 0; time < one.times; time += 1) watch.addReadings(one.ids, one.window);
            plain.add(one.ids, one.window, false);
          }
          for (const { start, plainStart } of writes) {
            const all = everything();
            const block = everything();
            const rejected = watch.takeErased(block, start).map(({ row }) => row);
            const rows = Array.from({ length: all.length }, (_, at) => at + 1);
            const expected = rows.filter((row) =>
              plain.isErased(plainStart, all.userIds[row - 1]!, all.timestamps[row - 1]!),
            );
            assert.deepEqual(rejected, expected);
            const kept = rows.filter((row) => !expected.includes(row));
            assert.deepEqual([...block.rows.slice(0, block.length)], kept);
            assert.deepEqual(
              kept.map((row) => [all.userIds[row - 1], all.timestamps[row - 1]]),
              kept.map((_, at) => [block.userIds[at], block.timestamps[at]]),
            );
            for (const id of USERS) {
              assert.equal(watch.isErasedUser(id, start), plain.isErasedUser(plainStart, id));
            }
          }
        }
        for (const { start } of writes) watch.end(start);
        assert.equal(watch.size, 0);
      }),
      { numRuns: 200 },
    );
  });

  test('is bounded by what came since the oldest write, though there is always one on its way', () => {
    const watch = new ErasureWatch();
    let current = watch.begin();
    let largest = 0;
    for (let at = 0; at < 50_000; at += 1) {
      watch.addUsers([at]);
      watch.addReadings([at % 7], { from: 2 * at, to: 2 * at });
      watch.addReadings('all', { from: 3 * at, to: 3 * at });
      const next = watch.begin();
      watch.end(current);
      current = next;
      if (at % 500 === 0) largest = Math.max(largest, watch.size);
    }
    assert.ok(largest < 4000, `${largest} are remembered`);
  });

  test('takes no more room when the same is erased again', () => {
    const watch = new ErasureWatch();
    watch.begin();
    for (let at = 0; at < 20_000; at += 1) {
      watch.addUsers([1, 2]);
      watch.addReadings([1], { from: at % 10, to: 20 });
      watch.addReadings('all', ALL_TIME);
    }
    assert.ok(watch.size < 30);
  });
});
