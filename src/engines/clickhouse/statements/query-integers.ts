import type { Executor } from './executor.ts';
import { parseNativeIntegers } from './parse-native-integers.ts';

/**
 * Runs a query whose answer is whole numbers alone and gives it by columns: exact up to 2^53, and no string or object
 * per row.
 *
 * @param width Columns of the answer.
 */
export async function queryIntegers(executor: Executor, sql: string, width: number): Promise<Float64Array[]> {
  return parseNativeIntegers(await executor.query(sql, 'Native'), width);
}
