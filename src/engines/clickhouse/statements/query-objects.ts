import type { Executor } from './executor.ts';

/** Runs a query and returns its rows as objects of unknown values; 64-bit integers come as text or numbers. */
export async function queryObjects(executor: Executor, sql: string): Promise<readonly Record<string, unknown>[]> {
  return parseObjects(await executor.query(sql, 'JSONEachRow'));
}

/** Rows of the format JSONEachRow. */
export function parseObjects(bytes: Uint8Array): Record<string, unknown>[] {
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
