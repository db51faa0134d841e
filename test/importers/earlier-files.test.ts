import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EarlierFiles } from '../../src/importers/earlier-files.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';

type Row = readonly [user: number | string, time: number, value: number];

function blockOf(rows: readonly Row[]): ReadingBlock {
  const block = new ReadingBlock(Math.max(1, rows.length));
  for (const [at, [user, time, value]] of rows.entries()) {
    block.push(at + 1, typeof user === 'string' ? block.nameUser(user) : user, time, value);
  }
  return block;
}

/** What is said of each of some files. */
function said(files: readonly (readonly Row[])[], earlier = new EarlierFiles({ slots: 1024 })): (string | undefined)[] {
  return files.map((rows, at) => {
    const file = earlier.begin(`${at}.csv`);
    file.add(blockOf(rows));
    return file.warnings()[0];
  });
}

/** The rows of each file whose value before them is another one, of another file. */
function conflicting(files: readonly (readonly Row[])[]): number[][] {
  const held = new Map<string, readonly [value: number, file: number]>();
  return files.map((rows, file) =>
    rows.flatMap(([user, time, value], at) => {
      const key = `${typeof user} ${user} ${time}`;
      const before = held.get(key);
      held.set(key, [value, file]);
      return before !== undefined && before[0] !== value && before[1] !== file ? [at + 1] : [];
    }),
  );
}

describe('values that an earlier file of the import has otherwise', () => {
  test('are told with the file and the first rows', () => {
    const rows: Row[] = [1, 2, 3, 4, 5].map((time) => ['P-1', time, 60_000]);
    const changed = rows.map(([user, time]): Row => [user, time, 61_000]);
    assert.deepEqual(said([rows, rows, changed]), [
      undefined,
      undefined,
      '5 rows have another value for a user and an instant that an earlier file of this import (first 1.csv) has already (rows 1, 2, 3, …); the last was kept',
    ]);
  });

  test('are counted in any order of rows, apart from those that a file has itself', () => {
    const user = fc.constantFrom<Row[0]>(1, 2, 2 ** 53 - 1, 'P-1', 'P-2');
    const row = fc.tuple(user, fc.nat(20), fc.integer({ min: 60_000, max: 60_002 }));
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 30 }), { maxLength: 5 }), (files) => {
        const counts = said(files).map((line) => Number(/^\d+/.exec(line ?? '0')?.[0]));
        assert.deepEqual(
          counts,
          conflicting(files).map((rows) => rows.length),
        );
      }),
    );
  });

  test('are at least so many where more came between than is remembered', () => {
    const rows = (value: number) => Array.from({ length: 100 }, (_, at): Row => [1, (at * 37) % 100, value]);
    const [, second] = said([rows(60_000), rows(61_000)], new EarlierFiles({ slots: 16 }));
    assert.match(second ?? '', /^at least \d+ rows? /);
  });

  test('are not those of other people whose names are too many to be told apart', () => {
    const people = (value: number) => ['a', 'b', 'c', 'd'].map((name): Row => [name, 1, value]);
    const one = people(60_000).map(([user, time, value], at): Row => [user, time, value + at]);
    assert.deepEqual(said([one], new EarlierFiles({ mostNames: 2 })), [undefined]);
    const [, again] = said([one, people(70_000)], new EarlierFiles({ mostNames: 2 }));
    assert.match(again ?? '', /^at least 2 rows have /);
  });
});
