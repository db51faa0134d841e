import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { drainPending, Session } from 'chdb';
import type { EngineOptions } from '../../store/engine-options.ts';
import { engineError } from './engine-error.ts';
import type { Executor } from './executor.ts';
import { encodeNativeBlock, type NativeColumn } from './native-block.ts';
import { SessionPool } from './session-pool.ts';
import { sqlText } from './sql-text.ts';

/** One connection runs one statement at a time, so that a heavy question does not hold up a light one. */
const MAX_CONNECTIONS = 8;

/**
 * Settings of every connection. Keys never cross partitions, so FINAL may merge each partition alone; statements hold
 * lists of ids and may be long; a batch may touch any number of months.
 */
const SETTINGS = [
  'do_not_merge_across_partitions_select_final = 1',
  'max_query_size = 67108864',
  'max_ast_elements = 10000000',
  'max_expanded_ast_elements = 10000000',
  'max_partitions_per_insert_block = 0',
  'mutations_sync = 1',
  'optimize_skip_merged_partitions = 1',
  'enable_positional_arguments = 0',
];

/** Runs statements in the ClickHouse inside the process. Only one process may have a directory open. */
export class ChdbExecutor implements Executor {
  readonly #writer: Session;
  readonly #readers: readonly Session[];
  readonly #pool: SessionPool<Session>;
  readonly #exchange: string;
  readonly #running = new Set<Promise<unknown>>();
  #files = 0;

  /** @param exchange An existing directory for rows on their way into the engine. */
  constructor(directory: string, exchange: string, options: EngineOptions) {
    this.#exchange = exchange;
    this.#writer = new Session(directory, {
      connectionArgs: [`--max_server_memory_usage=${options.memoryLimit}`, '--async_load_databases=0'],
    });
    this.#readers = Array.from({ length: Math.min(MAX_CONNECTIONS, options.poolSize) }, () => new Session(directory));
    for (const session of [this.#writer, ...this.#readers]) session.query(`SET ${SETTINGS.join(', ')}`);
    for (const session of this.#readers) session.query(`SET max_execution_time = ${options.queryTimeout}`);
    this.#pool = new SessionPool(this.#readers, options.poolTimeout);
  }

  query(sql: string, format: string): Promise<Uint8Array> {
    return this.#track(
      this.#pool.use(async (session) => {
        try {
          return (await session.queryAsync(sql, { format })).bytes();
        } catch (error) {
          throw engineError(error);
        }
      }),
    );
  }

  command(sql: string): Promise<void> {
    return this.#track(
      this.#writer.queryAsync(sql).then(
        () => {},
        (error) => {
          throw engineError(error);
        },
      ),
    );
  }

  async withRows<T>(columns: readonly NativeColumn[], use: (table: string) => Promise<T>): Promise<T> {
    this.#files += 1;
    const file = join(this.#exchange, `${this.#files}.native`);
    const structure = columns.map(({ name, type }) => `${name} ${type}`).join(', ');
    try {
      const handle = await open(file, 'w');
      try {
        await handle.writeFile(encodeNativeBlock(columns));
      } finally {
        await handle.close();
      }
      return await use(`file(${sqlText(file)}, 'Native', '${structure}')`);
    } catch (error) {
      throw engineError(error);
    } finally {
      await rm(file, { force: true });
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
    for (const session of [...this.#readers, this.#writer]) session.close();
    await drainPending();
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    const done = () => this.#running.delete(work);
    work.then(done, done);
    return work;
  }
}

/** Empties the directory for rows on their way: a killed process leaves its files behind. */
export async function makeExchange(directory: string): Promise<string> {
  const exchange = join(directory, 'exchange');
  await rm(exchange, { recursive: true, force: true });
  await mkdir(exchange, { recursive: true });
  return exchange;
}
