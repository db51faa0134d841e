import { Session } from 'chdb';
import type { EngineOptions } from '../../../engine/engine-options.ts';

/** One connection runs one statement at a time, so that a heavy query does not hold up a light one. */
const MAX_CONNECTIONS = 8;

/**
 * A deletion works part by part in background tasks. With the engine's defaults (two tasks, naps of up to ten seconds) each
 * part costs 140 ms, even one that holds nothing to delete; so it costs 7.
 */
const ENGINE_ARGUMENTS = [
  '--async_load_databases=0',
  '--background_pool_size=8',
  '--background_processing_pool_task_sleep_seconds_when_no_work_min=0.01',
  '--background_processing_pool_task_sleep_seconds_when_no_work_max=1',
  '--background_processing_pool_task_sleep_seconds_when_no_work_random_part=0',
];

/**
 * Settings of every connection. Keys never cross partitions, so FINAL may merge each partition alone; statements hold
 * lists of ids and may be long; a batch may touch any number of months. By default a statement's fourth run is compiled to
 * machine code, which takes ten times as long as the query; and sums of millions of rows gain nothing by it. By default
 * the engine wants 4 GiB for each thread of a statement, so that a store with a lower limit had one thread for each.
 */
const SETTINGS = [
  'do_not_merge_across_partitions_select_final = 1',
  'max_query_size = 67108864',
  'max_ast_elements = 10000000',
  'max_expanded_ast_elements = 10000000',
  'max_partitions_per_insert_block = 0',
  'mutations_sync = 1',
  'enable_positional_arguments = 0',
  'compile_expressions = 0',
  'compile_aggregate_expressions = 0',
  'compile_sort_description = 0',
  'max_threads_min_free_memory_per_thread = 268435456',
];

/** The connections of a store: one writes, one monitors the engine, the others answer queries. */
export interface Sessions {
  readonly writer: Session;
  readonly watcher: Session;
  readonly readers: readonly Session[];
}

/** @param engine The engine's directory. */
export function openSessions(engine: string, options: EngineOptions): Sessions {
  const writer = new Session(engine, {
    connectionArgs: [`--max_server_memory_usage=${options.memoryLimit}`, ...ENGINE_ARGUMENTS],
  });
  const others: Session[] = [];
  try {
    const readers = Math.min(MAX_CONNECTIONS, options.poolSize);
    while (others.length <= readers) others.push(new Session(engine));
    for (const session of [writer, ...others]) session.query(`SET ${SETTINGS.join(', ')}`);
    const [watcher, ...rest] = others as [Session, ...Session[]];
    for (const session of rest) session.query(`SET max_execution_time = ${options.queryTimeout}`);
    return { writer, watcher, readers: rest };
  } catch (error) {
    for (const session of [...others.toReversed(), writer]) session.close();
    throw error;
  }
}
