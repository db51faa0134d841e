import { element, picture, textAt } from './element.ts';
import { legend, type SeriesStyle } from './legend.ts';
import { logAxis } from './log-axis.ts';
import { plainNumber } from './plain-number.ts';

/** A bar reaches up to `high`; a mark in it stands at `middle`. */
export interface Bar {
  readonly middle: number;
  readonly high: number;
}

export interface BarChart {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly SeriesStyle[];
  /** Groups from left to right; `bars` in the order of the series, those that were not measured left out. */
  readonly groups: readonly { readonly label: string; readonly bars: readonly (Bar | undefined)[] }[];
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [960, 436, 72, 16, 88, 40];

/** Groups of bars over a logarithmic axis. */
export function barChart({ title, unit, series, groups }: BarChart): string {
  const bars = groups.flatMap((group) => group.bars.filter((bar) => bar !== undefined));
  const values = bars.flatMap(({ middle, high }) => [middle, high]);
  if (values.length === 0) return picture(WIDTH, HEIGHT, title, []);
  const axis = logAxis(values, HEIGHT - BOTTOM, TOP);
  const floor = HEIGHT - BOTTOM;
  const groupWidth = (WIDTH - LEFT - RIGHT) / groups.length;
  const barWidth = (groupWidth * 0.8) / series.length;
  const grid = axis.ticks.flatMap((tick) => [
    element('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: axis.at(tick), y2: axis.at(tick), stroke: '#d0d7de' }),
    textAt(LEFT - 8, axis.at(tick) + 4, `${plainNumber(tick)} ${unit}`, 'end'),
  ]);
  const drawn = groups.flatMap(({ label, bars: row }, group) => {
    const left = LEFT + group * groupWidth;
    return [
      ...row.flatMap((bar, at) => {
        if (bar === undefined) return [];
        const x = left + groupWidth * 0.1 + at * barWidth;
        const y = axis.at(bar.high);
        const mark = axis.at(bar.middle);
        const name = `${series[at]!.title}, ${label}: p50 ${bar.middle} ${unit}, p95 ${bar.high} ${unit}`;
        return [
          element('rect', { x, y, width: barWidth - 1, height: floor - y, fill: series[at]!.colour }, [
            element('title', {}, [name]),
          ]),
          element('line', { x1: x, x2: x + barWidth - 1, y1: mark, y2: mark, stroke: '#ffffff', 'stroke-width': 2 }),
        ];
      }),
      textAt(left + groupWidth / 2, HEIGHT - BOTTOM + 20, label, 'middle'),
    ];
  });
  return picture(WIDTH, HEIGHT, title, [...legend(series, LEFT, 48, WIDTH - RIGHT), ...grid, ...drawn]);
}
