import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ALL_TIME, type Window } from '../../src/window/window.ts';
import { binBounds, binOf } from '../../web/src/chart/bins.ts';
import { chartData } from '../../web/src/chart/chart-data.ts';
import { histogram } from '../../web/src/chart/histogram.ts';
import { moved, scaled } from '../../web/src/chart/moves.ts';
import { monthsOf, type Points } from '../../web/src/data/points.ts';
import { isEnough, meanwhile, roomFor, windowFor } from '../../web/src/pages/person/loaded-window.ts';
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
  const extent = { from: 100 * DAY, to: 1100 * DAY };
  const view = { from: 300 * DAY, to: 310 * DAY };
  const room = 2304;
  /** Points of a level all over a window, with a reading every five seconds. */
  const pointsOf = (level: Points['level'], bucketMs: number, window: Window): Points => {
    const [from, to] = [Math.max(window.from, extent.from), Math.min(window.to, extent.to)];
    const times = Array.from({ length: Math.ceil((to - from) / bucketMs) }, (_, at) => from + at * bucketMs);
    const rates = times.map(() => 60);
    const counts = times.map(() => bucketMs / 5000);
    return { level, bucketMs, window, times, averages: rates, lows: rates, highs: rates, counts };
  };
  const loaded = pointsOf('hour', HOUR, windowFor(view));
  const isEnoughOf = (points: Points) => (next: Window) => isEnough(points, next, extent, room);

  test('is as long again, is enough for moves within it, and for no others', () => {
    assert.ok(loaded.window.from <= 295 * DAY && loaded.window.to >= 315 * DAY);
    const isEnoughNow = isEnoughOf(loaded);
    assert.ok(isEnoughNow(view));
    assert.ok(isEnoughNow(moved(view, 3 * DAY)));
    assert.ok(!isEnoughNow(moved(view, 6 * DAY)));
    assert.ok(!isEnoughNow(scaled(view, 3)));
  });

  test('is enough until a finer level has room', () => {
    // Ten minutes are allowed up to 200,000 readings, which are 11.6 days.
    assert.deepEqual(
      [1, 0.6, 0.5].map((factor) => isEnoughOf(loaded)(scaled(view, factor))),
      [true, true, false],
    );
    assert.ok(isEnoughOf(pointsOf('10-minutes', HOUR / 6, loaded.window))(scaled(view, 0.3)));
  });

  test('all that there is by day is enough for a year, and too much for what the screen has no room for', () => {
    const all = pointsOf('day', DAY, ALL_TIME);
    assert.ok(isEnoughOf(all)({ from: extent.to - 365 * DAY, to: extent.to }));
    assert.ok(isEnoughOf(all)({ from: extent.from - DAY, to: extent.to + DAY }));
    assert.ok(!isEnough(all, extent, extent, 500));
    assert.ok(!isEnoughOf(all)(view));
  });

  test('is enough where the service gave no finer level for the very same window', () => {
    const coarse = pointsOf('day', DAY, windowFor(view));
    assert.ok(isEnoughOf(coarse)(view));
    assert.ok(!isEnoughOf(coarse)(moved(view, 3 * DAY)));
  });

  test('is a window of the store, wherever the view is', () => {
    for (const from of [-1000 * DAY, 0, ALL_TIME.to, ALL_TIME.to + DAY]) {
      const window = windowFor({ from, to: from + 10 * DAY });
      assert.ok(window.from >= 0 && window.from <= window.to && window.to <= ALL_TIME.to);
    }
  });

  test('has no more points than the screen has room for', () => {
    assert.deepEqual([320, 1280, 5000].map(roomFor), [576, 2304, 4000]);
  });

  test('stays until better has come, unless the view is of another time', () => {
    const all = pointsOf('day', DAY, ALL_TIME);
    const known = [all, loaded];
    assert.equal(meanwhile(loaded, known, scaled(view, 0.1)), loaded);
    assert.equal(meanwhile(loaded, known, scaled(view, 3)), loaded);
    assert.equal(meanwhile(loaded, known, scaled(view, 10)), all);
    assert.equal(meanwhile(loaded, known, moved(view, 100 * DAY)), all);
  });
});

test('points of any level come to months', () => {
  const [january, march] = [Date.parse('2024-01-31T23:00:00Z'), Date.parse('2024-03-01T00:00:00Z')];
  const columns = { averages: [60, 90, 70], lows: [50, 80, 65], highs: [70, 120, 75], counts: [1, 2, 4] };
  const times = [january - HOUR, january, march];
  assert.deepEqual(monthsOf({ level: 'hour', bucketMs: HOUR, window: ALL_TIME, times, ...columns }), [
    { start: Date.parse('2024-01-01'), count: 3, average: 80, low: 50, high: 120 },
    { start: march, count: 4, average: 70, low: 65, high: 75 },
  ]);
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
