import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { binBounds, binOf } from '../../web/src/chart/bins.ts';
import { chartData } from '../../web/src/chart/chart-data.ts';
import { histogram } from '../../web/src/chart/histogram.ts';
import { moved, scaled } from '../../web/src/chart/moves.ts';
import { isEnough, roomFor, windowFor } from '../../web/src/pages/person/loaded-window.ts';
import { csvLine } from '../../web/src/parts/csv-line.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the line of a chart', () => {
  const hours = (...times: number[]) => {
    const rates = times.map((_, at) => 60 + at);
    const columns = { averages: rates, lows: rates, highs: rates, counts: rates };
    return { level: 'hour', bucketMs: HOUR, times: times.map((hour) => hour * HOUR), ...columns } as const;
  };

  test('breaks where more than three buckets hold nothing, and nowhere else', () => {
    const [times, highs, lows, averages] = chartData(hours(0, 1, 4, 8, 9));
    assert.deepEqual(
      times.map((time) => time / HOUR),
      [0.5, 1.5, 4.5, 6.5, 8.5, 9.5],
    );
    for (const column of [highs, lows, averages]) assert.deepEqual(column, [60, 61, 62, null, 63, 64]);
  });

  test('is nothing where there are no readings', () => {
    assert.deepEqual(chartData(hours()), [[], [], [], []]);
  });
});

describe('what is loaded beside a view', () => {
  const extent = { from: 0, to: 1000 * DAY };
  const view = { from: 100 * DAY, to: 110 * DAY };
  const loaded = { level: 'hour', window: windowFor(view, extent) } as const;

  test('is as long again, is enough for moves within it, and for no others', () => {
    assert.ok(loaded.window.from <= 95 * DAY && loaded.window.to >= 115 * DAY);
    assert.ok(isEnough(loaded, view, extent));
    assert.ok(isEnough(loaded, moved(view, 3 * DAY), extent));
    assert.ok(!isEnough(loaded, moved(view, 6 * DAY), extent));
    assert.ok(!isEnough(loaded, scaled(view, 3), extent));
  });

  test('is loaded anew where a finer level may have room, unless each reading is there', () => {
    assert.ok(!isEnough(loaded, scaled(view, 0.3), extent));
    assert.ok(isEnough({ ...loaded, level: 'raw' }, scaled(view, 0.3), extent));
  });

  test('has no more points than the screen has room for', () => {
    assert.deepEqual([320, 1280, 5000].map(roomFor), [576, 2304, 4000]);
  });

  test('ends with the data', () => {
    const last = { from: 995 * DAY, to: 1005 * DAY };
    const window = windowFor(last, extent);
    assert.equal(window.to, extent.to);
    assert.ok(isEnough({ level: 'hour', window }, last, extent));
    assert.ok(isEnough({ level: 'hour', window: windowFor(scaled(extent, 3), extent) }, scaled(extent, 3), extent));
  });
});

test('a view is moved and zoomed around an instant that keeps its place', () => {
  assert.deepEqual(moved({ from: 0, to: 10 * HOUR }, HOUR), { from: HOUR, to: 11 * HOUR });
  assert.deepEqual(scaled({ from: 0, to: 10 * HOUR }, 0.5, 2 * HOUR), { from: HOUR, to: 6 * HOUR });
  const { from, to } = scaled({ from: 0, to: 10 * HOUR }, 1e-9);
  assert.equal(to - from, 60_000);
});

test('shades divide values into equal parts, by bounds that differ', () => {
  const values = Array.from({ length: 100 }, (_, at) => 50 + at);
  const bounds = binBounds(values);
  assert.deepEqual(bounds, [70, 90, 110, 130]);
  assert.deepEqual(
    [50, 69.9, 70, 129, 130, 999].map((value) => binOf(value, bounds)),
    [1, 1, 2, 4, 5, 5],
  );
  assert.deepEqual(binBounds([60, 60, 60]), [60]);
  assert.deepEqual(binBounds([]), []);
});

test('a histogram counts every value once', () => {
  const bins = histogram([60, 60.4, 61, 75.9]);
  assert.equal(
    bins.reduce((sum, { count }) => sum + count, 0),
    4,
  );
  assert.ok(bins[0]!.from <= 60 && bins.at(-1)!.to > 75.9);
  assert.deepEqual(histogram([]), []);
});

test('a file for a spreadsheet has no formulas in it', () => {
  assert.equal(
    csvLine(['=HYPERLINK("x")', '+1', 'a,b', 'a"b', 'Zoë', -3]),
    `"'=HYPERLINK(""x"")",'+1,"a,b","a""b",Zoë,-3\n`,
  );
});
