import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Conflicts } from '../../src/importers/conflicts.ts';
import { csvFormat } from '../../src/importers/csv/csv-format.ts';
import { ReadingBlock } from '../../src/model/reading-block.ts';
import { readFormat } from './read-format.ts';

type Row = readonly [user: number | string, time: number, value: number];

/** What is said of rows in blocks of so many. */
function said(rows: readonly Row[], capacity = 1000): string | undefined {
  const conflicts = new Conflicts();
  for (let from = 0; from < rows.length; from += capacity) {
    const block = new ReadingBlock(capacity);
    for (const [at, [user, time, value]] of rows.slice(from, from + capacity).entries()) {
      block.push(from + at + 1, typeof user === 'string' ? block.nameUser(user) : user, time, value);
    }
    conflicts.add(block);
  }
  return conflicts.warnings()[0];
}

/** Rows that have another value than the row before them of the same user and time. */
function conflicting(rows: readonly Row[]): readonly number[] {
  const last = new Map<string, number>();
  return rows.flatMap(([user, time, value], at) => {
    const key = `${typeof user} ${user} ${time}`;
    const before = last.get(key);
    last.set(key, value);
    return before !== undefined && before !== value ? [at + 1] : [];
  });
}

function line(rows: readonly number[]): string | undefined {
  if (rows.length === 0) return undefined;
  const what = rows.length === 1 ? '1 row has' : `${rows.length} rows have`;
  const where = `${rows.length === 1 ? 'row' : 'rows'} ${rows.slice(0, 3).join(', ')}${rows.length > 3 ? ', …' : ''}`;
  return `${what} another value for a user and an instant that this file has already (${where}); the last was kept`;
}

describe('two values for one user and instant', () => {
  test('in a file', async () => {
    const content =
      'user_id,timestamp,heart_rate\n1,2016-12-01T21:39:54-05:00,122\n1,2016-12-01T21:39:54-05:00,124\n1,2016-12-02T02:39:54Z,124\n1,2016-12-02T02:39:54Z,95\n1,2016-12-01T21:40:05-05:00,96\n';
    const { warnings } = await readFormat(csvFormat, content);
    assert.deepEqual(warnings, [
      '2 rows have another value for a user and an instant that this file has already (rows 3, 5); the last was kept',
    ]);
  });

  test('are counted whatever the order of the rows', () => {
    const user = fc.constantFrom<Row[0]>(1, 2, 2 ** 53 - 1, 'P-1', 'P-2');
    const row = fc.tuple(user, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 60, max: 62 }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        assert.equal(said(rows), line(conflicting(rows)));
      }),
    );
  });

  test('are counted across blocks where time runs one way', () => {
    const row = fc.tuple(
      fc.constantFrom<Row[0]>(1, 2, 'P-1'),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 60, max: 61 }),
    );
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 60 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 7 }),
        (rows, isBack, size) => {
          const ordered = [...rows].sort(([, a], [, b]) => (isBack ? b - a : a - b));
          assert.equal(said(ordered, size), line(conflicting(ordered)));
        },
      ),
    );
  });

  test('that lie far apart in no order are at least counted from there on', () => {
    const rows: Row[] = [];
    for (let at = 0; at < 50; at += 1) rows.push([1, (at * 37) % 50, 60]);
    const again = rows.map(([user, time]): Row => [user, time, 61]);
    assert.match(said([...rows, ...again], 1000)!, /^50 rows have/);
    const late: readonly Row[] = [
      [1, 0, 60],
      [1, 10, 60],
      [1, 5, 60],
      [1, 5, 61],
    ];
    assert.match(said(late, 2)!, /^at least 1 row has/);
  });
});

test('people whose names are too many to be told apart are not taken for one', () => {
  const conflicts = new Conflicts(2);
  const block = new ReadingBlock(4);
  for (const [at, name] of ['a', 'b', 'c', 'd'].entries()) block.push(at + 1, block.nameUser(name), 1000, 60_000 + at);
  conflicts.add(block);
  assert.deepEqual(conflicts.warnings(), []);
});

test('255 is reported as what devices write for no value', async () => {
  const rows = ['60', '255', '255.0', '62'].map((rate, at) => `1,2023-01-01T00:00:0${at}Z,${rate}\n`);
  const { warnings, readings } = await readFormat(csvFormat, `user_id,timestamp,heart_rate\n${rows.join('')}`);
  assert.equal(readings.length, 4);
  assert.deepEqual(warnings, [
    '2 readings of 255 bpm: many devices write that for no value; MAX_HEART_RATE=254 rejects them',
  ]);
});
