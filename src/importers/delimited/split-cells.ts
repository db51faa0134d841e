const QUOTE = '"';

/** Why a row has no cells: a quote stands where none may, or a quoted cell was still open at the end. */
export type BrokenQuoting = 'stray' | 'open';

/**
 * The cells of one row as RFC 4180 has them: a quoted cell begins right after a delimiter, doubles the quotes in it, and
 * may hold delimiters and line ends. `row` comes without its own line end. Cells after the first `most` are given empty: a row
 * of a million cells is not a row of any file, and only their number is told.
 */
export function splitCells(row: string, delimiter: string, most = Number.POSITIVE_INFINITY): string[] | BrokenQuoting {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    let end: number;
    if (row[at] === QUOTE) {
      let close = row.indexOf(QUOTE, at + 1);
      while (close >= 0 && row[close + 1] === QUOTE) close = row.indexOf(QUOTE, close + 2);
      if (close < 0) return 'open';
      end = close + 1;
      if (end < row.length && row[end] !== delimiter) return 'stray';
      cells.push(cells.length < most ? row.slice(at + 1, close).replaceAll('""', QUOTE) : '');
    } else {
      end = row.indexOf(delimiter, at);
      if (end < 0) end = row.length;
      const cell = row.slice(at, end);
      if (cell.includes(QUOTE)) return 'stray';
      cells.push(cells.length < most ? cell : '');
    }
    if (end >= row.length) return cells;
    at = end + 1;
  }
}
