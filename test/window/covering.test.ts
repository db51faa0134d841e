import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bucketStart, HOUR_MS, LEVELS, type Level } from '../../src/window/bucket.ts';
import { type Covering, covering } from '../../src/window/covering.ts';
import { ALL_TIME, type Window } from '../../src/window/window.ts';
import { startOf } from '../reference/civil-date.ts';

const HOUR = HOUR_MS;

/** Instants that often lie at, right before or right after the start of an hour, a day or a month. */
const instant = fc
  .tuple(
    fc.oneof(fc.integer({ min: 0, max: ALL_TIME.to }), fc.integer({ min: 1_672_000_000_000, max: 1_680_000_000_000 })),
    fc.constantFrom<Level | 'none'>('none', 'hour', 'day', 'month'),
    fc.constantFrom(-1, 0, 0, 1),
  )
  .map(([ms, level, off]) => {
    const snapped = level === 'none' ? ms : startOf(level, ms) + off;
    return Math.min(Math.max(snapped, 0), ALL_TIME.to);
  });

const window: fc.Arbitrary<Window> = fc
  .tuple(instant, instant, fc.constantFrom(0, 1, HOUR - 1, HOUR, 25 * HOUR, Number.POSITIVE_INFINITY))
  .map(([a, b, span]) => {
    const from = Math.min(a, b);
    return { from, to: Math.min(Math.max(a, b), from + span) };
  });

interface Piece {
  readonly level: 'raw' | Level;
  readonly from: number;
  readonly to: number;
}

/** All pieces in Unix ms, `to` exclusive, in order of time. */
function piecesOf({ raw, ...levels }: Covering): Piece[] {
  const pieces: Piece[] = raw.map((range) => ({ level: 'raw', ...range }));
  for (const level of LEVELS) {
    for (const { from, to } of levels[level]) {
      for (let bucket = from; bucket < to; bucket += 1) {
        pieces.push({ level, from: bucketStart(level, bucket), to: bucketStart(level, bucket + 1) });
      }
    }
  }
  return pieces.sort((a, b) => a.from - b.from);
}

/** The fewest pieces of a window, taken greedily: the coarsest bucket that starts here and ends in the window. */
function greedyPieces({ from, to }: Window, coarsest: Level): Piece[] {
  const levels = LEVELS.slice(0, LEVELS.indexOf(coarsest) + 1).reverse();
  const pieces: Piece[] = [];
  for (let at = from; at <= to; at = pieces.at(-1)!.to) {
    const whole = levels
      .map((level) => ({ level, from: at, to: endOf(level, at) }))
      .find((piece) => startOf(piece.level, at) === at && piece.to <= to + 1);
    pieces.push(whole ?? { level: 'raw', from: at, to: Math.min(endOf('hour', at), to + 1) });
  }
  return pieces;
}

function endOf(level: Level, ms: number): number {
  if (level === 'hour') return startOf('hour', ms) + HOUR;
  if (level === 'day') return startOf('day', ms) + 24 * HOUR;
  return startOf('month', startOf('month', ms) + 31 * 24 * HOUR);
}

test('the pieces are the fewest that make up exactly the window, without gaps or overlaps', () => {
  const short = window.map(({ from, to }) => ({ from, to: Math.min(to, from + 800 * 24 * HOUR) }));
  fc.assert(
    fc.property(short, fc.constantFrom(...LEVELS), (whole, coarsest) => {
      assert.deepEqual(piecesOf(covering(whole, coarsest)), greedyPieces(whole, coarsest));
    }),
    { numRuns: 1000 },
  );
});

test('a covering has few ranges, and raw pieces within an hour each', () => {
  fc.assert(
    fc.property(window, (whole) => {
      const { raw, hour, day, month } = covering(whole);
      assert.ok(raw.length <= 2 && hour.length <= 2 && day.length <= 2 && month.length <= 1);
      for (const { from, to } of raw) {
        assert.ok(from < to && to - from < HOUR);
        assert.equal(startOf('hour', from), startOf('hour', to - 1));
      }
      for (const ranges of [raw, hour, day, month]) {
        for (const [at, { from, to }] of ranges.entries()) {
          assert.ok(from < to);
          // Ranges that touch would have been one.
          if (at > 0 && ranges !== raw) assert.ok(ranges[at - 1]!.to < from);
        }
      }
      const hours = hour.reduce((sum, { from, to }) => sum + to - from, 0);
      const days = day.reduce((sum, { from, to }) => sum + to - from, 0);
      assert.ok(hours <= 46 && days <= 60, `${hours} hours and ${days} days`);
    }),
    { numRuns: 2000 },
  );
});

test('windows that people ask for', () => {
  const of = (from: string, to: string) => covering({ from: Date.parse(from), to: Date.parse(to) });
  const empty = { raw: [], hour: [], day: [], month: [] };
  assert.deepEqual(of('2023-01-01', '2023-12-31T23:59:59.999Z'), { ...empty, month: [{ from: 636, to: 648 }] });
  assert.deepEqual(covering(ALL_TIME), { ...empty, month: [{ from: 0, to: 1560 }] });
  assert.deepEqual(of('1970-01-01', '1970-01-01T23:59:59.999Z'), { ...empty, day: [{ from: 0, to: 1 }] });
  assert.deepEqual(of('1970-01-01', '1970-01-02'), {
    ...empty,
    raw: [{ from: 24 * HOUR, to: 24 * HOUR + 1 }],
    day: [{ from: 0, to: 1 }],
  });
  assert.deepEqual(of('1970-01-01T00:00:00.001Z', '1970-01-01T01:59:59.999Z'), {
    ...empty,
    raw: [{ from: 1, to: HOUR }],
    hour: [{ from: 1, to: 2 }],
  });
  assert.deepEqual(of('1970-01-01T00:30:00Z', '1970-01-01T00:40:00Z'), {
    ...empty,
    raw: [{ from: 1_800_000, to: 2_400_001 }],
  });
});
