import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { average } from '../../src/model/average.ts';

test('an average is the double nearest to the exact quotient', () => {
  const thousandths = fc.integer({ min: 20_000, max: 300_000 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60_000_000 }), thousandths, fc.nat(), (count, mean, rest) => {
      const sum = count * mean + (rest % count);
      const value = average(sum, count);
      // Exact comparison in whole numbers: value = mantissa / 2^44, good for values from 16 to 512.
      const scaled = BigInt(value * 2 ** 48);
      const exact = (BigInt(sum) * 2n ** 49n) / (1000n * BigInt(count));
      const distance = exact - 2n * scaled;
      const halfUlp = 2n ** BigInt(48 - 52 + Math.floor(Math.log2(value)));
      assert.ok(distance >= -halfUlp - 1n && distance <= halfUlp + 1n);
    }),
  );
});
