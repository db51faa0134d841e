import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseIntegers } from '../../../src/engines/clickhouse/query-integers.ts';

const integer = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -9, max: 9 }),
  fc.constantFrom(2 ** 53 - 1, 1 - 2 ** 53, 0),
);

describe('whole numbers in tab-separated text', () => {
  test('come by columns, exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.array(integer, { minLength: 6, maxLength: 6 })),
        (width, table) => {
          const rows = table.map((row) => row.slice(0, width));
          const text = rows.map((row) => `${row.join('\t')}\n`).join('');
          const columns = parseIntegers(new TextEncoder().encode(text), width);
          assert.equal(columns.length, width);
          for (const [at, column] of columns.entries()) {
            // There is no negative nought in text.
            assert.deepEqual(
              [...column],
              rows.map((row) => row[at]! + 0),
            );
          }
        },
      ),
    );
  });

  test('no rows give empty columns', () => {
    assert.deepEqual(parseIntegers(new Uint8Array(), 3), [new Float64Array(), new Float64Array(), new Float64Array()]);
  });
});
