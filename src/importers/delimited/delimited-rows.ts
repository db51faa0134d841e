import { blankEnd } from '../input/blank-end.ts';
import { countLineEnds } from '../input/count-line-ends.ts';
import { LINE_TOO_LONG, MAX_ROW } from '../max-row.ts';
import type { Header, HeaderForm } from './header.ts';
import { headerAgain, isSameLayout } from './header-again.ts';
import { HeaderNotes } from './header-notes.ts';
import { splitCells } from './split-cells.ts';

/** Where the rows of a delimited file go. */
export interface RowSink<H extends Header = Header> {
  /** Reading stops while this is true. */
  readonly isFull: boolean;
  /** `cells` is only lent: the next row overwrites it. They are laid out as `header` says. */
  row(line: number, cells: readonly string[], header: H): void;
  /** `text` is the line as written, where it was kept. */
  malformed(line: number, message: string, text?: string): void;
  /** There is another header; `header` is left out where the rows below it cannot be read by it. */
  headed?(line: number, text: string, header?: H): void;
}

const CARRIAGE_RETURN = 13;

/**
 * Reads the rows of a delimited file (RFC 4180) part by part, the header first, which it passes over.
 *
 * Libraries were measured and left out: csv-parse splits 1.3 million rows a second, before anything is parsed; papaparse
 * is faster but knows no line numbers; and all of them let a stray quote swallow the good rows up to the next one. So
 * rows without quotes are cut here at their delimiters, and only those with quotes go through `splitCells`.
 *
 * Recovery: a quoted cell may hold line ends, but a line that is by itself a whole row (as many cells as the header, a
 * valid key) is always that row. Where a quoted cell meets one, or never ends, or ends in a row of the wrong form, the
 * line on which it began is malformed, alone, and reading goes on with the next line.
 *
 * Files put together: a line without a valid key that is a header again is not a row. The rows below it are read by it, or are
 * malformed when it lacks a column; never by the header above it. Where a line of the wrong form holds carriage returns, they end
 * lines.
 */
export class DelimitedRows<H extends Header = Header> {
  readonly #form: HeaderForm<H>;
  readonly #notes = new HeaderNotes();
  #header: H;
  #key = 0;
  #cells: string[] = [];
  /** Number of the line that comes next. */
  #line: number;
  #headerPassed = false;
  /** Why the rows below a header cannot be read by it. */
  #unreadable: string | undefined;

  constructor(form: HeaderForm<H>, header: H, headerLine: number) {
    this.#form = form;
    this.#header = header;
    this.#line = headerLine;
    this.#layOut(header);
  }

  /** What people should know about the file's headers, one line each. */
  warnings(): readonly string[] {
    return this.#notes.lines();
  }

  /**
   * Reads the rows of `text` that begin before position `until` and gives the position where it stopped: behind them, where
   * the sink was full, or at a row that may end in text that is still to come. `isLast` says that none comes.
   */
  read(text: string, until: number, isLast: boolean, sink: RowSink<H>): number {
    let at = 0;
    if (!this.#headerPassed) {
      const end = lineEnd(text, at);
      if (end === text.length && !isLast) return at;
      at = end + 1;
      this.#line += 1;
      this.#headerPassed = true;
    }
    // Both only move forward: searching them anew for each line would be quadratic where a file has none.
    let quote = indexOrEnd(text, '"', at);
    let delimiter = indexOrEnd(text, this.#header.delimiter, at);
    let header = this.#header;
    while (at < until && at < text.length && !sink.isFull) {
      if (header !== this.#header) {
        header = this.#header;
        delimiter = -1;
      }
      const end = lineEnd(text, at);
      if (end === text.length && !isLast) return at;
      if (this.#unreadable !== undefined) {
        at = this.#otherLine(text, at, end, 0, sink);
        continue;
      }
      if (quote < at) quote = indexOrEnd(text, '"', at);
      if (quote < end) {
        const next = this.#readQuoted(text, at, end, isLast, sink);
        if (next === undefined) return at;
        at = next;
        continue;
      }
      const { delimiter: sought, width } = header;
      const stop = withoutReturn(text, at, end);
      let count = 0;
      let start = at;
      if (delimiter < at) delimiter = indexOrEnd(text, sought, at);
      while (delimiter < stop) {
        if (count < width) this.#cells[count] = text.slice(start, delimiter);
        count += 1;
        start = delimiter + 1;
        delimiter = indexOrEnd(text, sought, start);
      }
      if (count < width) this.#cells[count] = text.slice(start, stop);
      count += 1;
      if (count !== width || stop === at) {
        at = this.#otherLine(text, at, end, count, sink);
        // Only the beginning of the line was taken.
        if (at <= end) delimiter = -1;
      } else {
        const isRow = beginsWithDigit(this.#cells[this.#key]!) || !this.#isHeader(text.slice(at, stop), sink);
        if (isRow) sink.row(this.#line, this.#cells, header);
        this.#line += 1;
        at = end + 1;
      }
    }
    return Math.min(at, text.length);
  }

  /**
   * Takes a line that is not a row, or stands below a header by which none can be read: blank lines, a header again, or a malformed
   * row. Gives the position after it.
   */
  #otherLine(text: string, at: number, end: number, count: number, sink: RowSink<H>): number {
    const next = afterBlankLines(text, at, end);
    if (next > at) {
      this.#line += countLineEnds(text, at, next);
      return next;
    }
    const inner = innerReturn(text, at, end);
    if (inner !== undefined && this.#unreadable === undefined) {
      if (inner > at) this.#take(text.slice(at, inner), this.#split(text, at, inner), sink);
      return inner + 1;
    }
    const why = this.#unreadable ?? this.#wrongWidth(count);
    const row = lineOf(text, at, end);
    if (!this.#isHeader(row, sink)) sink.malformed(this.#line, why, row);
    this.#line += 1;
    return end + 1;
  }

  /** Takes a line by itself: a row, a header again, or a malformed row. */
  #take(line: string, cells: ReturnType<typeof splitCells>, sink: RowSink<H>): void {
    const isWhole = typeof cells !== 'string' && cells.length === this.#header.width;
    if (isWhole && this.#form.isKey(cells[this.#key], this.#header)) sink.row(this.#line, cells, this.#header);
    else if (this.#isHeader(line, sink)) return;
    else if (isWhole) sink.row(this.#line, cells, this.#header);
    else if (cells === 'open') sink.malformed(this.#line, 'a quoted cell does not end', line);
    else if (cells === 'stray') sink.malformed(this.#line, 'a quote stands inside a cell', line);
    else sink.malformed(this.#line, this.#wrongWidth(cells.length), line);
  }

  /** Counts a line that was too long to be kept. */
  tooLong(sink: RowSink<H>): void {
    sink.malformed(this.#line, LINE_TOO_LONG);
    this.#line += 1;
  }

  /** The position after the row that begins at `at`, or `undefined` when it takes more text to decide. */
  #readQuoted(text: string, at: number, end: number, isLast: boolean, sink: RowSink<H>): number | undefined {
    const { width } = this.#header;
    let cells = this.#split(text, at, end);
    let lines = 1;
    let stop = end;
    if (cells === 'open') {
      let quote = indexOrEnd(text, '"', end);
      for (let next = end + 1; ; next = stop + 1) {
        if (next >= text.length) {
          if (!isLast) return undefined;
          break;
        }
        stop = lineEnd(text, next);
        if (stop === text.length && !isLast) return undefined;
        lines += 1;
        if (stop - at > MAX_ROW || this.#standsAlone(text, next, stop)) break;
        // With an even number of quotes the line lies inside the cell; with an odd one the cell ends on it, or never.
        let isEven = true;
        for (; quote < stop; quote = indexOrEnd(text, '"', quote + 1)) isEven = !isEven;
        if (!isEven) {
          cells = this.#split(text, at, stop);
          if (typeof cells === 'string' || cells.length !== width) cells = 'open';
          break;
        }
      }
    }
    const isWhole = typeof cells !== 'string' && cells.length === width;
    if (isWhole && lines > 1) {
      sink.row(this.#line, cells as string[], this.#header);
      this.#line += lines;
      return stop + 1;
    }
    const inner = isWhole ? undefined : innerReturn(text, at, end);
    if (inner !== undefined) {
      if (inner > at) this.#take(text.slice(at, inner), this.#split(text, at, inner), sink);
      return inner + 1;
    }
    this.#take(lineOf(text, at, end), cells, sink);
    this.#line += 1;
    return end + 1;
  }

  /** Whether the line is a header again; if so, the rows below it are read by it. */
  #isHeader(line: string, sink: RowSink<H>): boolean {
    const again = headerAgain(line, this.#header, this.#form);
    if (again === undefined) return false;
    if (again.lack !== undefined) {
      this.#unreadable = `the header on line ${this.#line} ${again.lack}, so that the rows below it cannot be read`;
      this.#notes.add(this.#line, `a header that ${again.lack}; the rows below it are rejected`);
      sink.headed?.(this.#line, line);
      sink.malformed(this.#line, this.#unreadable);
      return true;
    }
    const isSame = this.#unreadable === undefined && isSameLayout(again.header, this.#header);
    this.#notes.add(
      this.#line,
      isSame ? 'the header again, which is not a row' : 'another header; the rows below it are read by it',
    );
    if (again.isGlued) sink.malformed(this.#line, 'the header of another file stands behind the row');
    sink.headed?.(this.#line, line, again.header);
    this.#layOut(again.header);
    return true;
  }

  #layOut(header: H): void {
    this.#header = header;
    this.#key = header.key;
    this.#cells = new Array<string>(header.width).fill('');
    this.#unreadable = undefined;
  }

  #split(text: string, at: number, end: number) {
    const { delimiter, width } = this.#header;
    return splitCells(lineOf(text, at, end), delimiter, width);
  }

  /** Whether a line is by itself a row, or a header. */
  #standsAlone(text: string, at: number, end: number): boolean {
    const cells = this.#split(text, at, end);
    if (typeof cells === 'string') return false;
    if (cells.length === this.#header.width && this.#form.isKey(cells[this.#key], this.#header)) return true;
    const again = headerAgain(lineOf(text, at, end), this.#header, this.#form);
    return again !== undefined && again.lack === undefined;
  }

  #wrongWidth(count: number): string {
    return `the row has ${count} ${count === 1 ? 'cell' : 'cells'}, the header ${this.#header.width}`;
  }
}

function indexOrEnd(text: string, sought: string, from: number): number {
  const at = text.indexOf(sought, from);
  return at < 0 ? text.length : at;
}

function lineEnd(text: string, at: number): number {
  return indexOrEnd(text, '\n', at);
}

function lineOf(text: string, at: number, end: number): string {
  return text.slice(at, withoutReturn(text, at, end));
}

/** The position after the blank lines of which the first goes from `at` to `end`; `at` when that one is not blank. */
function afterBlankLines(text: string, at: number, end: number): number {
  const mark = blankEnd(text, at);
  if (mark < end) return at;
  return Math.min(text.length, Math.max(end, text.lastIndexOf('\n', mark - 1)) + 1);
}

/** Nearly all user ids and times begin with a digit, and no column does that has to be there. */
function beginsWithDigit(cell: string): boolean {
  const code = cell.charCodeAt(0);
  return code >= 0x30 && code <= 0x39;
}

/** The first carriage return within a line: the line end of a file of an old Mac that was put together with others. */
function innerReturn(text: string, at: number, end: number): number | undefined {
  const inner = lineOf(text, at, end).indexOf('\r');
  return inner < 0 ? undefined : at + inner;
}

function withoutReturn(text: string, at: number, end: number): number {
  return end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
}
