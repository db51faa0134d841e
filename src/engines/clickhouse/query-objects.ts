import type { Executor } from './executor.ts';

/** Runs a question and gives its rows as objects of still unknown values; 64-bit integers come as text or numbers. */
export async function queryObjects(executor: Executor, sql: string): Promise<readonly Record<string, unknown>[]> {
  const text = new TextDecoder().decode(await executor.query(sql, 'JSONEachRow'));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
