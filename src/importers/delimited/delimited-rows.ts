import { parseUserId } from '../../model/user-id.ts';
import { MAX_LINE_BYTES } from '../input/text-pieces.ts';
import type { Header } from './header.ts';
import { splitCells } from './split-cells.ts';

/** Where the rows of a delimited file go. */
export interface RowSink {
  /** Reading stops while this is true. */
  readonly isFull: boolean;
  /** `cells` is only lent: the next row overwrites it. */
  row(line: number, cells: readonly string[]): void;
  malformed(line: number, message: string): void;
}

/** How far the end of a quoted cell is looked for past its line, in characters from the row's beginning. */
const MAX_QUOTED_ROW = 64 * 1024;
const CARRIAGE_RETURN = 13;

/**
 * Reads the rows of a delimited file (RFC 4180) piece by piece, the header first, which it passes over.
 *
 * Libraries were measured and left out: csv-parse splits 1.3 million rows a second, before anything is parsed; papaparse
 * is faster but knows no line numbers; and all of them let a stray quote swallow the good rows up to the next one. So
 * rows without quotes are cut here at their delimiters, and only those with quotes go through `splitCells`.
 *
 * Recovery: a quoted cell may hold line ends, but a line that is by itself a whole row (as many cells as the header, a
 * valid user id) is always that row. Where a quoted cell meets one, or never ends, or ends in a row of the wrong form, the
 * line on which it began is malformed, alone, and reading goes on with the next line.
 */
export class DelimitedRows {
  readonly #delimiter: string;
  readonly #width: number;
  readonly #idColumn: number;
  readonly #cells: string[];
  /** Number of the line that comes next. */
  #line: number;
  #headerPassed = false;

  constructor(header: Header, headerLine: number, idColumn: number) {
    this.#delimiter = header.delimiter;
    this.#width = header.width;
    this.#idColumn = idColumn;
    this.#cells = new Array<string>(header.width).fill('');
    this.#line = headerLine;
  }

  /**
   * Reads rows of `text` from position `at` and gives the position where it stopped: at the end, where the sink was full,
   * or at a row whose quoted cell may end in text that is still to come. `isLast` says that none comes.
   */
  read(text: string, at: number, isLast: boolean, sink: RowSink): number {
    if (!this.#headerPassed) {
      at = lineEnd(text, at) + 1;
      this.#line += 1;
      this.#headerPassed = true;
    }
    // Both only move forward: searching them anew for each line would be quadratic where a file has none.
    let quote = indexOrEnd(text, '"', at);
    let delimiter = indexOrEnd(text, this.#delimiter, at);
    while (at < text.length && !sink.isFull) {
      const end = lineEnd(text, at);
      if (quote < at) quote = indexOrEnd(text, '"', at);
      if (quote < end) {
        const next = this.#readQuoted(text, at, end, isLast, sink);
        if (next === undefined) return at;
        at = next;
        continue;
      }
      const stop = withoutReturn(text, at, end);
      let count = 0;
      let start = at;
      if (delimiter < at) delimiter = indexOrEnd(text, this.#delimiter, at);
      while (delimiter < stop) {
        if (count < this.#width) this.#cells[count] = text.slice(start, delimiter);
        count += 1;
        start = delimiter + 1;
        delimiter = indexOrEnd(text, this.#delimiter, start);
      }
      if (count < this.#width) this.#cells[count] = text.slice(start, stop);
      count += 1;
      if (count === this.#width && stop > at) sink.row(this.#line, this.#cells);
      // Blank lines are no rows.
      else if (text.slice(at, stop).trim() !== '') sink.malformed(this.#line, this.#wrongWidth(count));
      this.#line += 1;
      at = end + 1;
    }
    return Math.min(at, text.length);
  }

  /** Counts a line that was too long to be kept. */
  tooLong(sink: RowSink): void {
    sink.malformed(this.#line, `the line is longer than ${MAX_LINE_BYTES} bytes`);
    this.#line += 1;
  }

  /** The position after the row that begins at `at`, or `undefined` when it takes more text to decide. */
  #readQuoted(text: string, at: number, end: number, isLast: boolean, sink: RowSink): number | undefined {
    let cells = this.#split(text, at, end);
    let lines = 1;
    let stop = end;
    if (cells === 'open') {
      for (let next = end + 1; ; next = stop + 1) {
        if (next >= text.length) {
          if (!isLast) return undefined;
          break;
        }
        stop = lineEnd(text, next);
        lines += 1;
        const alone = this.#split(text, next, stop);
        if (stop - at > MAX_QUOTED_ROW || this.#isWholeRow(alone)) break;
        // With an even number of quotes the line lies inside the cell; with an odd one the cell ends on it, or never.
        if (countQuotes(text, next, stop) % 2 === 1) {
          cells = this.#split(text, at, stop);
          if (typeof cells === 'string' || cells.length !== this.#width) cells = 'open';
          break;
        }
      }
    }
    if (typeof cells !== 'string' && cells.length === this.#width) {
      sink.row(this.#line, cells);
      this.#line += lines;
      return stop + 1;
    }
    if (cells === 'open') sink.malformed(this.#line, 'a quoted cell does not end');
    else if (cells === 'stray') sink.malformed(this.#line, 'a quote stands inside a cell');
    else sink.malformed(this.#line, this.#wrongWidth(cells.length));
    this.#line += 1;
    return end + 1;
  }

  #split(text: string, at: number, end: number) {
    return splitCells(text.slice(at, withoutReturn(text, at, end)), this.#delimiter);
  }

  #isWholeRow(cells: ReturnType<typeof splitCells>): boolean {
    return (
      typeof cells !== 'string' && cells.length === this.#width && parseUserId(cells[this.#idColumn]) !== undefined
    );
  }

  #wrongWidth(count: number): string {
    return `the row has ${count} ${count === 1 ? 'cell' : 'cells'}, the header ${this.#width}`;
  }
}

function indexOrEnd(text: string, sought: string, from: number): number {
  const at = text.indexOf(sought, from);
  return at < 0 ? text.length : at;
}

function lineEnd(text: string, at: number): number {
  return indexOrEnd(text, '\n', at);
}

function withoutReturn(text: string, at: number, end: number): number {
  return end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
}

function countQuotes(text: string, at: number, end: number): number {
  let count = 0;
  for (let quote = text.indexOf('"', at); quote >= 0 && quote < end; quote = text.indexOf('"', quote + 1)) count += 1;
  return count;
}
