import { open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { drainPending, type Session } from 'chdb';
import { Mutex } from '../../../async/mutex.ts';
import { SharedMutex } from '../../../async/shared-mutex.ts';
import type { EngineOptions } from '../../../engine/engine-options.ts';
import type { Finding } from '../../../engine/finding.ts';
import type { PoolUse } from '../../../engine/pool-use.ts';
import { makeDirectory } from '../../../model/make-directory.ts';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { PARTS_GROUP, PARTS_SELECT, partFindings } from '../checks/part-findings.ts';
import { engineError } from '../engine-error.ts';
import type { Executor } from '../statements/executor.ts';
import { encodeNativeBlock, type NativeColumn } from '../statements/native-block.ts';
import { parseObjects, queryObjects } from '../statements/query-objects.ts';
import { SessionPool } from '../statements/session-pool.ts';
import { sqlText } from '../statements/sql-text.ts';
import type { TableName } from '../statements/table-names.ts';
import { EMBEDDED } from '../statements/topology.ts';
import { type ChdbDirectory, findObstacle, openFailure } from './chdb-directory.ts';
import { claimDirectory } from './claim-directory.ts';
import type { DiskReserve } from './disk-reserve.ts';
import { FailedWrites } from './failed-writes.ts';
import { describeLeftOpen, isOpenToOthers, makePrivate } from './make-private.ts';
import { openSessions, type Sessions } from './open-sessions.ts';
import { removeTornMutations } from './remove-torn-mutations.ts';
import { ReplacedParts } from './replaced-parts.ts';
import { syncDirectory } from './sync-directory.ts';
import { untilDeleted } from './until-deleted.ts';

/** Rows of an insert that one thread takes. */
const FEW_ROWS = 50_000;

/** Statements that write the definition of a table. */
const DEFINITION = /^CREATE |MODIFY SETTING/;

/** How often the engine's background work is checked. */
const WATCH_MS = 10_000;

/** Runs statements in the ClickHouse inside the process. Only one process may have a directory open. */
export class ChdbExecutor implements Executor {
  readonly topology = EMBEDDED;
  readonly #sessions: Sessions;
  readonly #pool: SessionPool<Session>;
  readonly disk: DiskReserve;
  readonly #directory: ChdbDirectory;
  readonly #durable: boolean;
  readonly #release: () => void;
  readonly #lock = new SharedMutex();
  readonly #failedWrites: FailedWrites;
  readonly #replaced: ReplacedParts;
  /** A sweep would abort a deletion. */
  readonly #removing = new Mutex();
  #watch: NodeJS.Timeout | undefined;
  #tables: readonly string[] = [];
  #files = 0;

  private constructor(
    directory: ChdbDirectory,
    disk: DiskReserve,
    sessions: Sessions,
    options: EngineOptions,
    release: () => void,
  ) {
    this.#release = release;
    this.disk = disk;
    this.#sessions = sessions;
    this.#pool = new SessionPool(sessions.readers, options.poolTimeout);
    this.#directory = directory;
    this.#durable = options.durable;
    const ask = async (sql: string) => {
      try {
        return parseObjects((await sessions.watcher.queryAsync(sql, { format: 'JSONEachRow' })).bytes());
      } catch (error) {
        throw engineError(error);
      }
    };
    this.#failedWrites = new FailedWrites(ask, directory.engine, this.#lock);
    this.#replaced = new ReplacedParts(ask, this.#failedWrites, () => this.sync());
  }

  /** @throws PulsebaseError `STORE_IN_USE`, `UNSUPPORTED` for a second store in one process, `STORE_UNWRITABLE`, `STORE_DAMAGED`. */
  static async open(directory: ChdbDirectory, disk: DiskReserve, options: EngineOptions): Promise<ChdbExecutor> {
    const release = claimDirectory(directory.path);
    let sessions: Sessions;
    try {
      const obstacle = await findObstacle(directory);
      if (obstacle !== undefined) throw obstacle;
      const leftOpen = await makePrivate(directory.path);
      if (leftOpen !== undefined) options.onWarning(describeLeftOpen(leftOpen));
      await removeTornMutations(directory.engine);
      sessions = openSessions(directory.engine, options);
    } catch (error) {
      release();
      throw error instanceof PulsebaseError ? error : await openFailure(directory, error);
    }
    const executor = new ChdbExecutor(directory, disk, sessions, options, release);
    try {
      // Only now is the directory this process's own. A killed one leaves its files behind.
      await rm(directory.exchange, { recursive: true, force: true });
      makeDirectory(directory.exchange, { mode: 0o700 });
      return executor;
    } catch (error) {
      await executor.close();
      throw engineError(error);
    }
  }

  /**
   * Starts watching what the engine writes. The schema must exist.
   *
   * @param onLoss Called when that finds lost readings or roll-ups.
   */
  async start(onLoss: () => Promise<void>): Promise<void> {
    this.#failedWrites.onLoss = onLoss;
    await this.#failedWrites.start();
    this.#watch = setInterval(() => void this.#look().catch(() => {}), WATCH_MS).unref();
  }

  query(sql: string, format: string): Promise<Uint8Array> {
    return this.#failedWrites.whileAsking(() =>
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
    return this.disk.during(() =>
      DEFINITION.test(sql)
        ? this.#failedWrites.duringDefinition(() => this.#run(sql))
        : this.#failedWrites.during(() => this.#run(sql)),
    );
  }

  async merge(sql: string): Promise<void> {
    await this.#failedWrites.during(() => this.#run(sql)).catch(() => {});
  }

  insertRows(table: TableName, columns: readonly NativeColumn[], version: number): Promise<void> {
    const names = columns.map(({ name }) => name).join(', ');
    // Few rows cost more to distribute than to read.
    const threads = (columns[0]?.values.length ?? 0) > FEW_ROWS ? '' : ' SETTINGS max_threads = 1';
    return this.disk.during(() =>
      this.withRows(columns, (rows) =>
        this.#failedWrites.during(() =>
          this.#run(
            `INSERT INTO pulsebase.${table} (${names}, version) SELECT ${names}, ${version} FROM ${rows}${threads}`,
          ),
        ),
      ),
    );
  }

  alter(table: TableName, actions: readonly string[]): Promise<void> {
    const statement = `ALTER TABLE pulsebase.${table} ${actions.join(', ')}`;
    if (DEFINITION.test(statement)) return this.command(statement);
    return this.disk.during(() =>
      this.#failedWrites.during(() => this.#removing.run(() => this.#takeAway(table, statement))),
    );
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

  /** Makes all of the engine's directories durable, and finds the tables' directories for {@link sync}. */
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
    clearInterval(this.#watch);
    await this.#lock.alone.run(async () => {
      try {
        const { readers, watcher, writer } = this.#sessions;
        for (const session of [...readers, watcher, writer]) session.close();
        await drainPending();
      } finally {
        this.#release();
      }
    });
  }

  /** The engine merges on its own: check what it has written, and remove what it has replaced. */
  async #look(): Promise<void> {
    await this.#failedWrites.mend();
    await this.#lock.together.run(() => this.#removing.run(() => this.#replaced.sweep()));
  }

  async #takeAway(table: TableName, statement: string): Promise<void> {
    // Dropping partitions removes what was replaced as well.
    if (!/ DELETE /.test(statement)) return this.#replaced.remove(table, statement);
    await this.#run(`${statement} SETTINGS mutations_sync = 0`);
    try {
      await untilDeleted(
        table,
        async (sql) => (await this.#sessions.writer.queryAsync(sql, { format: 'TSV' })).text(),
        () => this.#failedWrites.areThere(),
      );
    } finally {
      // Those that still hold the rows. Where there was no room for all, this makes room for the rest.
      await this.#replaced.remove(table);
    }
  }

  async #run(sql: string): Promise<void> {
    try {
      await this.#sessions.writer.queryAsync(sql);
    } catch (error) {
      throw engineError(error);
    }
  }
}

async function subdirectories(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
}
