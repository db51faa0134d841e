import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { encodeNativeBlock } from '../../../../src/engines/clickhouse/statements/native-block.ts';
import { parseNativeIntegers } from '../../../../src/engines/clickhouse/statements/parse-native-integers.ts';

const RANGES = {
  Int64: { min: 1 - 2 ** 53, max: 2 ** 53 - 1 },
  UInt64: { min: 0, max: 2 ** 53 - 1 },
  UInt32: { min: 0, max: 2 ** 32 - 1 },
  Int32: { min: -(2 ** 31), max: 2 ** 31 - 1 },
  Int16: { min: -(2 ** 15), max: 2 ** 15 - 1 },
} as const;

const TYPES = Object.keys(RANGES) as (keyof typeof RANGES)[];

const column = (length: number) =>
  fc.constantFrom(...TYPES).chain((type) =>
    fc.record({
      type: fc.constant(type),
      name: fc.string(),
      values: fc.array(
        // There is no negative nought among integers.
        fc.double({ ...RANGES[type], noNaN: true }).map((value) => Math.round(value) + 0),
        { minLength: length, maxLength: length },
      ),
    }),
  );

describe('whole numbers in the Native format', () => {
  test('come by columns, exactly, from any number of blocks', () => {
    const limits = Object.entries(RANGES).map(([type, { min, max }]) => ({
      name: 'limits',
      type: type as keyof typeof RANGES,
      values: [min, max, 0, 1],
    }));
    const parsed = parseNativeIntegers(encodeNativeBlock(limits), limits.length);
    assert.deepEqual(
      parsed.map((values) => [...values]),
      limits.map(({ values }) => values),
    );
    const blocks = fc.array(fc.integer({ min: 0, max: 5 }).chain(column), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(blocks, (columns) => {
        const bytes = Buffer.concat(columns.map((one) => encodeNativeBlock([one])));
        const [values] = parseNativeIntegers(bytes, 1);
        assert.deepEqual(
          [...values!],
          columns.flatMap((one) => one.values),
        );
      }),
    );
  });

  test('no block gives empty columns', () => {
    assert.deepEqual(parseNativeIntegers(new Uint8Array(), 2), [new Float64Array(), new Float64Array()]);
  });

  test('other columns than expected are refused', () => {
    assert.throws(() => parseNativeIntegers(encodeNativeBlock([{ name: 'n', type: 'Int16', values: [1] }]), 2));
    assert.throws(() => parseNativeIntegers(encodeNativeBlock([{ name: 's', type: 'String', values: ['1'] }]), 1));
  });
});
