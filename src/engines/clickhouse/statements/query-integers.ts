import type { Executor } from './executor.ts';
import { parseNativeIntegers } from './parse-native-integers.ts';

/**
 * Runs a query for integers and returns them by column: exact up to 2^53, without a string or object per row.
 *
 * @param width Columns of the answer.
 */
export async function queryIntegers(executor: Executor, sql: string, width: number): Promise<Float64Array[]> {
  return parseNativeIntegers(await executor.query(sql, 'Native'), width);
}
