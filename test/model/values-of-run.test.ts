import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ValuesOfRun } from '../../src/model/values-of-run.ts';

type Value = readonly [user: number, time: number, value: number];

const values = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(30), fc.integer({ min: 60, max: 63 })), {
  maxLength: 200,
});

/** What each value replaces, from a memory without bounds. */
function replaced(rows: readonly Value[]): (number | undefined)[] {
  const held = new Map<string, number>();
  return rows.map(([user, time, value]) => {
    const before = held.get(`${user} ${time}`);
    held.set(`${user} ${time}`, value);
    return before;
  });
}

describe('the values of a run', () => {
  test('are all found while there is room', () => {
    fc.assert(
      fc.property(values, (rows) => {
        const run = new ValuesOfRun(1024);
        assert.deepEqual(
          rows.map((row) => run.replace(...row)),
          replaced(rows),
        );
        assert.equal(run.doubtful, 0);
      }),
    );
  });

  test('are all found as the room grows, in whatever order they came', () => {
    const run = new ValuesOfRun();
    const count = 300_007;
    const instant = (at: number) => ((at * 7919) % count) * 1000;
    for (let at = 0; at < count; at += 1) {
      if (run.replace((at % 3) + 1, instant(at), at) !== undefined) assert.fail(`${at} was there before it came`);
    }
    for (let at = 0; at < count; at += 1) {
      const found = run.replace((at % 3) + 1, instant(at), -at);
      if (found !== at) assert.equal(found, at);
    }
    assert.equal(run.doubtful, 0);
  });

  test('need no room where time runs on', () => {
    const run = new ValuesOfRun(4);
    for (let time = 0; time < 1000; time += 1) assert.equal(run.replace(1, time, 60), undefined);
    assert.equal(run.replace(1, 999, 61), 60);
    assert.equal(run.replace(1, 0, 61), 60);
    assert.equal(run.doubtful, 0);
  });

  test('that are forgotten are counted, and never made up', () => {
    fc.assert(
      fc.property(values, (rows) => {
        const run = new ValuesOfRun(8);
        let missed = 0;
        for (const [at, before] of replaced(rows).entries()) {
          const found = run.replace(...rows[at]!);
          if (found === undefined && before !== undefined) missed += 1;
          else assert.equal(found, before);
        }
        assert.ok(run.doubtful >= missed, `${run.doubtful} doubtful, ${missed} missed`);
      }),
    );
  });
});
