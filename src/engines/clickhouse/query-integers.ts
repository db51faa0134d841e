import type { Executor } from './executor.ts';

/**
 * Runs a question whose answer is whole numbers alone and gives it by columns. Text digits are read straight from the
 * bytes: exact up to 2^53, and no string or object per row.
 *
 * @param width Columns of the answer.
 */
export async function queryIntegers(executor: Executor, sql: string, width: number): Promise<Float64Array[]> {
  return parseIntegers(await executor.query(sql, 'TabSeparated'), width);
}

/** Reads tab-separated whole numbers. */
export function parseIntegers(bytes: Uint8Array, width: number): Float64Array[] {
  let rows = 0;
  for (const byte of bytes) if (byte === 10) rows += 1;
  const columns = Array.from({ length: width }, () => new Float64Array(rows));
  let row = 0;
  let column = 0;
  let value = 0;
  let negative = false;
  for (const byte of bytes) {
    if (byte >= 48) value = value * 10 + (byte - 48);
    else if (byte === 45) negative = true;
    else {
      columns[column]![row] = negative ? -value : value;
      value = 0;
      negative = false;
      if (byte === 10) {
        row += 1;
        column = 0;
      } else column += 1;
    }
  }
  return columns;
}
