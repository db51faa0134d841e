import { element, picture, textAt } from './element.ts';
import { legend, type SeriesStyle } from './legend.ts';
import { logAxis } from './log-axis.ts';
import { plainNumber } from './plain-number.ts';

export interface LinePoint {
  readonly x: number;
  readonly y: number;
}

export interface LineChart {
  readonly title: string;
  readonly unit: string;
  readonly xTitle: string;
  readonly series: readonly (SeriesStyle & { readonly points: readonly LinePoint[] })[];
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [960, 436, 72, 32, 88, 56];

/** Lines through points, both axes logarithmic. */
export function lineChart({ title, unit, xTitle, series }: LineChart): string {
  const points = series.flatMap((line) => line.points);
  if (points.length === 0) return picture(WIDTH, HEIGHT, title, []);
  const across = logAxis(
    points.map(({ x }) => x),
    LEFT,
    WIDTH - RIGHT,
  );
  const up = logAxis(
    points.map(({ y }) => y),
    HEIGHT - BOTTOM,
    TOP,
  );
  const rows = up.ticks.flatMap((tick) => [
    element('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: up.at(tick), y2: up.at(tick), stroke: '#d0d7de' }),
    textAt(LEFT - 8, up.at(tick) + 4, `${plainNumber(tick)} ${unit}`, 'end'),
  ]);
  const columns = [...new Set(points.map(({ x }) => x))].flatMap((x) => [
    element('line', { x1: across.at(x), x2: across.at(x), y1: TOP, y2: HEIGHT - BOTTOM, stroke: '#eaeef2' }),
    textAt(across.at(x), HEIGHT - BOTTOM + 18, plainNumber(x), 'middle'),
  ]);
  const lines = series.flatMap(({ title: name, colour, points: own }) => {
    const path = own.map(({ x, y }) => `${across.at(x).toFixed(1)},${up.at(y).toFixed(1)}`).join(' ');
    return [
      element('polyline', { points: path, fill: 'none', stroke: colour, 'stroke-width': 2 }),
      ...own.map(({ x, y }) =>
        element('circle', { cx: across.at(x), cy: up.at(y), r: 4, fill: colour }, [
          element('title', {}, [`${name}, ${plainNumber(x)}: ${y} ${unit}`]),
        ]),
      ),
    ];
  });
  return picture(WIDTH, HEIGHT, title, [
    ...legend(series, LEFT, 48, WIDTH - RIGHT),
    ...rows,
    ...columns,
    ...lines,
    textAt((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, xTitle, 'middle'),
  ]);
}
