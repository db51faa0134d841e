import type { Engine } from '../../store/engine.ts';
import type { EngineOptions } from '../../store/engine-options.ts';
import { openFailure, prepareDirectory } from './chdb-directory.ts';
import { ChdbExecutor, makeExchange } from './chdb-executor.ts';
import { ClickhouseEngine } from './clickhouse-engine.ts';
import type { Executor } from './executor.ts';
import { Journal } from './journal.ts';
import { migrate } from './migrate.ts';
import { queryIntegers } from './query-integers.ts';
import { queryObjects } from './query-objects.ts';

/** Opens an embedded store: ClickHouse in this process, over a directory that belongs to it alone. */
export async function openChdb(url: string, options: EngineOptions): Promise<Engine> {
  const directory = await prepareDirectory(url);
  const exchange = await makeExchange(directory.path);
  let executor: ChdbExecutor;
  try {
    executor = new ChdbExecutor(directory.engine, exchange, options);
  } catch (cause) {
    throw await openFailure(directory, cause);
  }
  try {
    await migrate(executor, options.durable);
    const problems = await damagedParts(executor);
    for (const problem of problems) options.onWarning(problem);
    const journal = await Journal.open(directory.journal, options.durable, () => highestVersion(executor));
    return new ClickhouseEngine('chdb', executor, journal, problems);
  } catch (error) {
    await executor.close();
    throw error;
  }
}

/** The engine sets parts that it cannot read aside without a word: what they held is missing from every answer. */
async function damagedParts(executor: Executor): Promise<string[]> {
  const rows = await queryObjects(
    executor,
    `SELECT table, name, reason FROM system.detached_parts
    WHERE database = 'pulsebase' AND (reason LIKE 'broken%' OR reason LIKE 'unexpected%' OR reason LIKE 'noquorum%')`,
  );
  return rows.map(
    ({ table, name }) =>
      `part ${String(name)} of the table ${String(table)} is damaged and set aside; what it held is missing: restore a backup, or send the readings again and run repair`,
  );
}

async function highestVersion(executor: Executor): Promise<number> {
  const tables = ['users', 'readings', 'rollups'].map((table) => `SELECT max(version) AS v FROM pulsebase.${table}`);
  const [[highest = 0] = []] = await queryIntegers(executor, `SELECT max(v) FROM (${tables.join(' UNION ALL ')})`, 1);
  return highest;
}
