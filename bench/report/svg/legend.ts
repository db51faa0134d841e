import { element, textAt } from './element.ts';

/** A named series of a chart. */
export interface SeriesStyle {
  readonly title: string;
  readonly colour: string;
}

/** Squares and names in one row. */
export function legend(series: readonly SeriesStyle[], x: number, y: number): string[] {
  let left = x;
  return series.flatMap(({ title, colour }) => {
    const parts = [
      element('rect', { x: left, y: y - 10, width: 11, height: 11, fill: colour }),
      textAt(left + 16, y, title),
    ];
    left += 38 + title.length * 6.6;
    return parts;
  });
}
