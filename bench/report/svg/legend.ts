import { element, textAt } from './element.ts';

/** A named series of a chart. */
export interface SeriesStyle {
  readonly title: string;
  readonly colour: string;
}

const ROW = 20;
/** Of a letter, in a wide font. */
const LETTER = 7;

/** Squares and names from `x` to `right`, in a second row below where one is not enough. */
export function legend(series: readonly SeriesStyle[], x: number, y: number, right: number): string[] {
  let [left, line] = [x, y];
  return series.flatMap(({ title, colour }) => {
    const width = 16 + title.length * LETTER;
    if (left > x && left + width > right) [left, line] = [x, line + ROW];
    const parts = [
      element('rect', { x: left, y: line - 10, width: 11, height: 11, fill: colour }),
      textAt(left + 16, line, title),
    ];
    left += width + 20;
    return parts;
  });
}
