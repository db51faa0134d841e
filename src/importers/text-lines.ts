import { blankEnd } from './input/blank-end.ts';
import { countLineEnds } from './input/count-line-ends.ts';

/** Reads a text that has a row a line, in parts that are cut anywhere. Blank lines are no rows. */
export class TextLines {
  /** Number of the line that comes next. */
  #line: number;

  constructor(firstLine: number) {
    this.#line = firstLine;
  }

  /**
   * Takes the lines of `text` that begin before position `until`, without the blanks around them, while `isFull` says no;
   * gives the position where it stopped: behind them, or at a line that has not come to its end (never when `isLast`).
   */
  read(
    text: string,
    until: number,
    isLast: boolean,
    isFull: () => boolean,
    take: (line: number, text: string) => void,
  ): number {
    let at = 0;
    while (at < until && at < text.length && !isFull()) {
      const mark = blankEnd(text, at);
      if (mark > at) {
        this.#line += countLineEnds(text, at, mark);
        at = mark;
        continue;
      }
      let end = text.indexOf('\n', at);
      if (end < 0 && !isLast) return at;
      if (end < 0) end = text.length;
      take(this.#line, text.slice(at, end).trimEnd());
      this.#line += 1;
      at = end + 1;
    }
    return Math.min(at, text.length);
  }

  /** Passes over a line that was not kept; gives its number. */
  skip(): number {
    return this.#line++;
  }
}
