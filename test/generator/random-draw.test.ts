import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw, drawFraction, normal, streamKey } from '../../src/generator/random-draw.ts';

const COUNT = 100_000;

function sample(userId: number, value: (low: number, high: number, n: number) => number): number[] {
  const { low, high } = streamKey(42, userId, 1);
  return Array.from({ length: COUNT }, (_, n) => value(low, high, n));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('fractions are even over 0 to 1', () => {
  const bins = new Array<number>(20).fill(0);
  for (const fraction of sample(1, drawFraction)) bins[Math.floor(fraction * 20)]! += 1;
  for (const bin of bins) assert.ok(Math.abs(bin - COUNT / 20) < 5 * Math.sqrt(COUNT / 20), `${bin}`);
});

test('normal numbers have mean 0 and deviation 1', () => {
  const values = sample(2, (low, high, n) => normal(draw(low, high, n)));
  assert.ok(Math.abs(meanOf(values)) < 0.02);
  assert.ok(Math.abs(meanOf(values.map((value) => value * value)) - 1) < 0.02);
});

test('neither neighbours in a stream nor streams of neighbours are correlated', () => {
  const first = sample(3, drawFraction);
  const second = sample(4, drawFraction);
  const correlation = (a: readonly number[], b: readonly number[]) =>
    12 * meanOf(a.map((value, at) => (value - 0.5) * ((b[at] ?? 0.5) - 0.5)));
  assert.ok(Math.abs(correlation(first, first.slice(1))) < 0.02);
  assert.ok(Math.abs(correlation(first, second)) < 0.02);
});

test('every part of a key counts', () => {
  const keys = [
    [1, 1, 1],
    [2, 1, 1],
    [1, 2, 1],
    [1, 1, 2],
    [1 + 2 ** 32, 1, 1],
    [1, 1 + 2 ** 32, 1],
  ].map(([seed, user, purpose]) => JSON.stringify(streamKey(seed!, user!, purpose!)));
  assert.equal(new Set(keys).size, keys.length);
});
