import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Session } from 'chdb';
import fc from 'fast-check';
import { encodeNativeBlock, type NativeColumn } from '../../../../src/engines/clickhouse/statements/native-block.ts';

describe('blocks in the Native format', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-native-'));
  const session = new Session(join(directory, 'engine'));

  after(() => {
    session.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** What the engine reads in a block: the types that the block names, and the rows. */
  function readBack(columns: readonly NativeColumn[]): { types: string[]; rows: string[][] } {
    const file = join(directory, 'block.native');
    writeFileSync(file, encodeNativeBlock(columns));
    const text = String(
      session.query(`SELECT * FROM file('${file}', 'Native')`, 'JSONCompactStringsEachRowWithNamesAndTypes'),
    );
    const [names, types, ...rows] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as string[]);
    assert.deepEqual(
      names,
      columns.map(({ name }) => name),
    );
    return { types: types!, rows };
  }

  const signed = fc.oneof(
    fc.maxSafeInteger(),
    fc.constantFrom(0, -1, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32) - 1, 1 - 2 ** 53),
  );
  const row = fc.record({
    Int64: signed,
    UInt64: fc.oneof(fc.maxSafeNat(), fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1)),
    UInt32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    Int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    Int16: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
    String: fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.constantFrom("it's", 'tab\t"\\', 'Größe'),
    ),
  });

  test('every value of every type is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (list) => {
        const integers = (['Int64', 'UInt64', 'UInt32', 'Int32', 'Int16'] as const).map((type) => ({
          ...{ name: `the_${type}`, type, values: list.map((item) => item[type]) },
        }));
        const { types, rows } = readBack([
          ...integers,
          { name: 'text', type: 'String', values: list.map((item) => item.String) },
        ]);
        assert.deepEqual(types, ['Int64', 'UInt64', 'UInt32', 'Int32', 'Int16', 'String']);
        assert.deepEqual(
          rows,
          list.map((item) => [...integers.map(({ type }) => String(item[type] + 0)), item.String]),
        );
      }),
      { numRuns: 50 },
    );
  });

  test('typed arrays serve as columns, and many rows are one block', () => {
    const values = Float64Array.from({ length: 100_000 }, (_, at) => at * 90_000_000);
    const { rows } = readBack([{ name: 'ts', type: 'Int64', values }]);
    assert.equal(rows.length, values.length);
    assert.deepEqual([rows[0], rows.at(-1)], [['0'], [String(values.at(-1))]]);
  });
});
