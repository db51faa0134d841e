import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bucketOf, HOUR_MS, LEVELS } from '../../src/window/bucket.ts';
import { closeEnd } from '../../src/window/close-end.ts';
import { type Covering, covering } from '../../src/window/covering.ts';

const START = Date.UTC(2023, 11, 30);
const instant = fc
  .integer({ min: START, max: START + 5 * 24 * HOUR_MS })
  .chain((ms) => fc.constantFrom(ms, ms - (ms % HOUR_MS), ms - (ms % HOUR_MS) - 1, ms - (ms % HOUR_MS) + HOUR_MS));

/** How many pieces of a covering hold an instant. */
function holding(pieces: Covering, ms: number): number {
  const raw = pieces.raw.filter(({ from, to }) => ms >= from && ms < to).length;
  return LEVELS.reduce((count, level) => {
    const bucket = bucketOf(level, ms);
    return count + pieces[level].filter(({ from, to }) => bucket >= from && bucket < to).length;
  }, raw);
}

test('a covering that is closed holds the same readings up to the newest one, each once', () => {
  fc.assert(
    fc.property(
      fc.tuple(instant, instant),
      instant,
      fc.array(instant, { maxLength: 30 }),
      fc.constantFrom('hour', 'day', 'month'),
      ([a, b], newest, instants, coarsest) => {
        const window = { from: Math.min(a, b), to: Math.max(a, b) };
        const open = covering(window, coarsest);
        const closed = closeEnd(open, newest);
        for (const ms of [...instants, newest, window.from, window.to]) {
          if (ms <= newest) assert.equal(holding(closed, ms), ms >= window.from && ms <= window.to ? 1 : 0);
        }
        assert.ok(closed.hour.length <= 2);
        // Nothing is cut at the end that need not be.
        const last = closed.raw.at(-1);
        assert.ok(last === undefined || last.from % HOUR_MS !== 0 || last.to <= newest);
      },
    ),
    { numRuns: 2000 },
  );
});
