import { access } from 'node:fs/promises';
import type { Engine } from '../../../engine/engine.ts';
import type { EngineOptions } from '../../../engine/engine-options.ts';
import { ClickhouseEngine } from '../clickhouse-engine.ts';
import { Writer } from '../journal/writer.ts';
import { type FlushPolicy, Memtables } from '../memtable/memtables.ts';
import type { ReadingLog } from '../memtable/reading-log.ts';
import { migrate } from '../schema/migrate.ts';
import { SingleWriterCache } from '../single-writer/single-writer-cache.ts';
import type { Executor } from '../statements/executor.ts';
import { queryIntegers } from '../statements/query-integers.ts';
import { flushTarget } from '../writes/flush-target.ts';
import { prepareDirectory } from './chdb-directory.ts';
import { ChdbExecutor } from './chdb-executor.ts';
import { Damage } from './damage.ts';
import { DiskReserve } from './disk-reserve.ts';
import { Journal } from './journal.ts';
import { readLog } from './log/log-segments.ts';
import { WriteAheadLog } from './log/write-ahead-log.ts';

/** The cache of totals gets this fraction of the engine's memory limit. */
const CACHE_SHARE = 8;
/** Recent readings are put into the parts that long after the first of them came. */
const FLUSH_AFTER_MS = 5000;

/** Wrappers that tests put around the parts of an engine, to stop it at a chosen step. */
export interface ChdbParts {
  executor?(executor: Executor): Executor;
  journal?(journal: Journal): Journal;
  log?(log: WriteAheadLog): ReadingLog;
  /** When recent readings are put into the parts. */
  readonly flushPolicy?: FlushPolicy;
}

/** Opens an embedded store: ClickHouse in this process, over a directory that belongs to it alone. */
export async function openChdb(url: string, options: EngineOptions, around: ChdbParts = {}): Promise<Engine> {
  const directory = await prepareDirectory(url, options.create);
  const disk = new DiskReserve(directory.reserve);
  const chdb = await disk.during(() => ChdbExecutor.open(directory, disk, options));
  try {
    await disk.keep();
    const executor = around.executor?.(chdb) ?? chdb;
    // The journal is written once the schema is complete for the first time.
    const isNew = await access(directory.journal).then(
      () => false,
      () => true,
    );
    const logged = await readLog(directory.log, options.durable);
    await migrate(executor, options, isNew);
    await chdb.syncSchema();
    const damage = new Damage(executor, directory.damaged, logged.damaged, options.onWarning);
    await chdb.start(() => damage.find());
    await damage.find();
    const journal = await Journal.open(directory.journal, options.durable, disk, () => highestVersion(executor));
    if (journal.wasLost) {
      options.onWarning(`the journal of ${directory.path} was lost or damaged: all roll-ups are computed again`);
    }
    const cache = new SingleWriterCache(executor, options.memoryLimit / CACHE_SHARE);
    const log = new WriteAheadLog(directory.log, logged.last, options.durable, disk);
    const memtables = new Memtables(
      around.log?.(log) ?? log,
      around.flushPolicy ?? { limit: options.memtableLimit, after: FLUSH_AFTER_MS },
    );
    const writer = new Writer(executor, around.journal?.(journal) ?? journal, cache, memtables);
    for (const readings of [...logged.doubtful, ...logged.fresh]) cache.readingsComing(readings);
    const remove = (which: 'doubtful' | 'all') =>
      log.removeBefore(which === 'all' ? logged.last + 1 : logged.firstFresh);
    memtables.start(flushTarget(writer), { ...logged, remove });
    return new ClickhouseEngine('chdb', writer, damage);
  } catch (error) {
    await chdb.close();
    throw error;
  }
}

async function highestVersion(executor: Executor): Promise<number> {
  const tables = ['users', 'readings', 'rollups'].map((table) => `SELECT max(version) AS v FROM pulsebase.${table}`);
  const [[highest = 0] = []] = await queryIntegers(executor, `SELECT max(v) FROM (${tables.join(' UNION ALL ')})`, 1);
  return highest;
}
