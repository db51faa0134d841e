import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  formatBpm,
  formatBytes,
  formatCount,
  formatDuration,
  formatNumberOf,
} from '../../../src/cli/format/numbers.ts';
import { progressLine } from '../../../src/cli/format/progress-line.ts';
import { table } from '../../../src/cli/format/table.ts';
import { percentile } from '../../../src/cli/percentile.ts';
import { csvLine } from '../../../src/model/csv-line.ts';
import { plainText } from '../../../src/model/plain-text.ts';

describe('numbers for people', () => {
  test('counts are grouped by thousands', () => {
    assert.deepEqual([0, 7, 999, 1000, 12_345, 60_000_000].map(formatCount), [
      '0',
      '7',
      '999',
      '1,000',
      '12,345',
      '60,000,000',
    ]);
    assert.deepEqual([formatNumberOf(1, 'user'), formatNumberOf(0, 'user')], ['1 user', '0 users']);
  });

  test('any count reads back without its commas', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (count) => {
        assert.equal(Number(formatCount(count).replaceAll(',', '')), count);
      }),
    );
  });

  test('averages have three digits', () => {
    assert.deepEqual([80.75, 100, 66.66666].map(formatBpm), ['80.750', '100.000', '66.667']);
  });

  test('durations take the unit that fits', () => {
    const durations = [0.5, 9.994, 10, 999.4, 999.6, 59_900, 59_960, 125_000, 3_599_600, 4_200_000];
    assert.deepEqual(durations.map(formatDuration), [
      '0.50 ms',
      '9.99 ms',
      '10 ms',
      '999 ms',
      '1.0 s',
      '59.9 s',
      '1 min 0 s',
      '2 min 5 s',
      '1 h 0 min',
      '1 h 10 min',
    ]);
  });

  test('bytes take the unit that fits', () => {
    assert.deepEqual([0, 999, 1000, 12_345_678, 999_960_000, 5e15].map(formatBytes), [
      '0 B',
      '999 B',
      '1.0 kB',
      '12.3 MB',
      '1.0 GB',
      '5000.0 TB',
    ]);
  });

  test('a percentile is the nearest rank', () => {
    const values = [5, 1, 4, 2, 3];
    assert.deepEqual([percentile(values, 0.5), percentile(values, 0.95), percentile([7], 0.5)], [3, 5, 7]);
  });
});

describe('text of others', () => {
  test('control characters cannot steer a terminal', () => {
    assert.equal(plainText('a\u001b[31mb\r\nc\u009b2Jd\u2028e\u0007'), 'a [31mb c 2Jd e ');
  });

  test('CSV cells are quoted where they must be', () => {
    assert.equal(
      csvLine(['plain', 1.5, 'a,b', 'say "x"', 'two\nlines', '']),
      'plain,1.5,"a,b","say ""x""","two\nlines",\n',
    );
  });
});

describe('table', () => {
  test('numbers stand at the right and lines have no blanks at the end', () => {
    const lines = table(
      [{ title: 'id', right: true }, { title: 'name' }, { title: 'n', right: true }],
      [
        ['1', 'Ada', '10'],
        ['1234', 'Zoë', ''],
      ],
    );
    assert.deepEqual(lines, ['  id  name   n', '   1  Ada   10', '1234  Zoë']);
  });

  test('a table without rows is its titles', () => {
    assert.deepEqual(table([{ title: 'id' }], []), ['id']);
  });
});

describe('progress line', () => {
  const progress = { label: 'heart.csv', done: 25, total: 100, rows: 1_000_000, rejected: 3 };

  test('says how far, how fast and how long', () => {
    assert.equal(
      progressLine(progress, 2000, 120),
      'heart.csv  ██████░░░░░░░░░░░░░░░░░░   25 %  1,000,000 rows  500,000/s  6.0 s left  3 rejected',
    );
  });

  test('leaves out what is not known', () => {
    assert.equal(
      progressLine({ label: 'standard input', done: 5, total: undefined, rows: 10, rejected: 0 }, 1000, 120),
      'standard input  10 rows  10/s  0 rejected',
    );
    assert.equal(progressLine({ label: 'x', done: 0, total: 0 }, 1000, 120), 'x');
  });

  test('never reaches the edge of the terminal, nor past the whole', () => {
    fc.assert(
      fc.property(
        fc.record({
          label: fc.string(),
          done: fc.double({ min: 0, max: 1e12, noNaN: true }),
          total: fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: undefined }),
          rows: fc.nat(),
          rejected: fc.nat(),
        }),
        fc.nat(10_000_000),
        fc.integer({ min: 10, max: 200 }),
        (state, elapsed, columns) => {
          const line = progressLine(state, elapsed, columns);
          assert.ok(line.length < columns);
          assert.ok(!/\d{4,} %/.test(line));
          assert.ok(!line.includes('NaN') || state.label.includes('NaN'));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
