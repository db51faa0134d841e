import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { drainPending, Session } from 'chdb';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import type { EngineOptions } from '../../../store/engine-options.ts';
import type { Finding } from '../../../store/finding.ts';
import type { PoolUse } from '../../../store/pool-use.ts';
import { engineError } from '../engine-error.ts';
import type { Executor } from '../executor.ts';
import { PARTS_GROUP, PARTS_SELECT, partFindings } from '../part-findings.ts';
import type { TableName } from '../schema/table-names.ts';
import { EMBEDDED } from '../schema/topology.ts';
import { encodeNativeBlock, type NativeColumn } from '../statements/native-block.ts';
import { queryObjects } from '../statements/query-objects.ts';
import { sqlText } from '../statements/sql-text.ts';
import { type ChdbDirectory, findObstacle, openFailure } from './chdb-directory.ts';
import { claimDirectory } from './claim-directory.ts';
import type { DiskReserve } from './disk-reserve.ts';
import { describeLeftOpen, isOpenToOthers, makePrivate } from './make-private.ts';
import { SessionPool } from './session-pool.ts';
import { syncDirectory } from './sync-directory.ts';
import { untilDeleted } from './until-deleted.ts';

/** One connection runs one statement at a time, so that a heavy question does not hold up a light one. */
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
 * lists of ids and may be long; a batch may touch any number of months. A statement that comes for the fourth time would be
 * compiled to machine code, which takes ten times as long as the question.
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
];

/** Rows of an insert that one thread takes. */
const FEW_ROWS = 50_000;

/** Runs statements in the ClickHouse inside the process. Only one process may have a directory open. */
export class ChdbExecutor implements Executor {
  readonly topology = EMBEDDED;
  readonly #writer: Session;
  readonly #readers: readonly Session[];
  readonly #pool: SessionPool<Session>;
  readonly disk: DiskReserve;
  readonly #directory: ChdbDirectory;
  readonly #durable: boolean;
  readonly #release: () => void;
  readonly #running = new Set<Promise<unknown>>();
  #tables: readonly string[] = [];
  #files = 0;

  private constructor(
    directory: ChdbDirectory,
    disk: DiskReserve,
    sessions: readonly [Session, ...Session[]],
    options: EngineOptions,
    release: () => void,
  ) {
    this.#release = release;
    this.disk = disk;
    [this.#writer, ...this.#readers] = sessions;
    this.#pool = new SessionPool(this.#readers, options.poolTimeout);
    this.#directory = directory;
    this.#durable = options.durable;
  }

  /** @throws PulsebaseError `STORE_IN_USE`, `UNSUPPORTED` for a second store in one process, `STORE_UNWRITABLE`, `STORE_DAMAGED`. */
  static async open(directory: ChdbDirectory, disk: DiskReserve, options: EngineOptions): Promise<ChdbExecutor> {
    const release = claimDirectory(directory.path);
    let sessions: readonly [Session, ...Session[]];
    try {
      const obstacle = await findObstacle(directory);
      if (obstacle !== undefined) throw obstacle;
      const leftOpen = await makePrivate(directory.path);
      if (leftOpen !== undefined) options.onWarning(describeLeftOpen(leftOpen));
      sessions = openSessions(directory, options);
    } catch (error) {
      release();
      throw error instanceof PulsebaseError ? error : await openFailure(directory, error);
    }
    const executor = new ChdbExecutor(directory, disk, sessions, options, release);
    try {
      // Only now is the directory this process's own. A killed one leaves its files behind.
      await rm(directory.exchange, { recursive: true, force: true });
      await mkdir(directory.exchange, { recursive: true, mode: 0o700 });
      return executor;
    } catch (error) {
      await executor.close();
      throw engineError(error);
    }
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
    return this.disk.during(() => this.#run(sql));
  }

  async merge(sql: string): Promise<void> {
    await this.#run(sql).catch(() => {});
  }

  insertRows(table: TableName, columns: readonly NativeColumn[], version: number): Promise<void> {
    const names = columns.map(({ name }) => name).join(', ');
    // Few rows cost more to share out than to read.
    const threads = (columns[0]?.values.length ?? 0) > FEW_ROWS ? '' : ' SETTINGS max_threads = 1';
    return this.disk.during(() =>
      this.withRows(columns, (rows) =>
        this.#run(
          `INSERT INTO pulsebase.${table} (${names}, version) SELECT ${names}, ${version} FROM ${rows}${threads}`,
        ),
      ),
    );
  }

  alter(table: TableName, actions: readonly string[]): Promise<void> {
    return this.disk.during(() => this.#alter(table, actions));
  }

  async withRows<T>(columns: readonly NativeColumn[], use: (table: string) => Promise<T>): Promise<T> {
    this.#files += 1;
    const file = join(this.#directory.exchange, `${this.#files}.native`);
    const structure = columns.map(({ name, type }) => `${name} ${type}`).join(', ');
    try {
      const handle = await open(file, 'w', 0o600);
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

  async diagnose(): Promise<readonly Finding[]> {
    const rows = await queryObjects(
      this,
      `${PARTS_SELECT} FROM system.parts WHERE database = 'pulsebase' AND active ${PARTS_GROUP}`,
    );
    const unsynced: Finding = {
      grade: 'warning',
      subject: 'durability',
      message: 'DURABLE is off: a loss of power may take the last writes',
      advice: 'turn it on again after a load that can be repeated',
    };
    const { path } = this.#directory;
    const open: Finding = {
      grade: 'warning',
      subject: 'rights',
      message: `other accounts of this machine may look into ${path}`,
      advice: `let its owner run chmod -R go= ${path}`,
    };
    return [
      ...(this.#durable ? [] : [unsynced]),
      ...((await isOpenToOthers(path)) ? [open] : []),
      ...partFindings(
        rows.map((row) => ({ table: String(row.table), partition: String(row.partition), parts: Number(row.parts) })),
      ),
    ];
  }

  async sync(): Promise<void> {
    if (!this.#durable) return;
    // The engine syncs a part's files and its directory, but not the table's directory, which names the part.
    await Promise.all(this.#tables.map(syncDirectory));
  }

  /** Makes all of the engine's directories durable, and finds those that {@link sync} has to look after: the tables'. */
  async syncSchema(): Promise<void> {
    if (!this.#durable) return;
    const store = join(this.#directory.engine, 'store');
    const groups = await subdirectories(store);
    this.#tables = (await Promise.all(groups.map(subdirectories))).flat();
    const { path, engine } = this.#directory;
    for (const directory of [
      ...this.#tables,
      ...groups,
      store,
      join(engine, 'metadata'),
      engine,
      path,
      dirname(path),
    ]) {
      await syncDirectory(directory);
    }
  }

  poolUse(): PoolUse {
    return this.#pool.poolUse;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
    try {
      for (const session of [...this.#readers, this.#writer]) session.close();
      await drainPending();
    } finally {
      this.#release();
    }
  }

  async #alter(table: TableName, actions: readonly string[]): Promise<void> {
    const statement = `ALTER TABLE pulsebase.${table} ${actions.join(', ')}`;
    if (!actions.some((action) => action.startsWith('DELETE'))) return this.#run(statement);
    await this.#run(`${statement} SETTINGS mutations_sync = 0`);
    await this.#track(
      untilDeleted(table, async (sql) => (await this.#writer.queryAsync(sql, { format: 'TSV' })).text()),
    );
    // The parts as they were before lie there for another half minute, and for good when the process ends first. Dropping
    // any partition, even one that is not there, clears them; by then what replaces them must be on the disk for sure.
    await this.sync();
    await this.#run(`ALTER TABLE pulsebase.${table} DROP PARTITION ID 'none'`);
  }

  #run(sql: string): Promise<void> {
    return this.#track(
      this.#writer.queryAsync(sql).then(
        () => {},
        (error) => {
          throw engineError(error);
        },
      ),
    );
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    const done = () => this.#running.delete(work);
    work.then(done, done);
    return work;
  }
}

function openSessions(directory: ChdbDirectory, options: EngineOptions): readonly [Session, ...Session[]] {
  const writer = new Session(directory.engine, {
    connectionArgs: [`--max_server_memory_usage=${options.memoryLimit}`, ...ENGINE_ARGUMENTS],
  });
  const sessions: [Session, ...Session[]] = [writer];
  try {
    const readers = Math.min(MAX_CONNECTIONS, options.poolSize);
    while (sessions.length <= readers) sessions.push(new Session(directory.engine));
    for (const session of sessions) session.query(`SET ${SETTINGS.join(', ')}`);
    for (const session of sessions.slice(1)) session.query(`SET max_execution_time = ${options.queryTimeout}`);
    return sessions;
  } catch (error) {
    for (const session of sessions.toReversed()) session.close();
    throw error;
  }
}

async function subdirectories(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
}
