import { DatabaseSync } from 'node:sqlite';
import { giveWay } from '../../async/give-way.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { withFile } from '../input/with-file.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { type ReadingWriter, writeBlocks } from '../reading-writer.ts';

const MAGIC = Buffer.from('SQLite format 3\0');
const SAMPLES = 'heart_rate_record_series_table';
const RECORDS = 'heart_rate_record_table';
const APPS = 'application_info_table';
/** Rows read between two turns of others. */
const ROWS = 1_000;

/**
 * The export of Android's Health Connect, an SQLite database (`health_connect_export.db`): samples of heart rates in Unix ms,
 * each with the app that wrote it.
 * https://developer.android.com/reference/android/health/connect/datatypes/HeartRateRecord
 */
export const healthConnectFormat: ReadingFormat = {
  name: 'health-connect',
  beginning: 'an SQLite database (health_connect_export.db)',
  begins: (head) => head.subarray(0, MAGIC.length).equals(MAGIC),
  open: async (input, job) => ({
    blocks: (options) =>
      writeBlocks(job, options, (rows) => withFile(input, (path) => readSamples(input.name, path, rows))),
  }),
};

async function* readSamples(name: string, path: string, rows: ReadingWriter): AsyncGenerator<void> {
  const database = attempt(name, () => new DatabaseSync(path, { readOnly: true }));
  try {
    const statement = attempt(name, () => database.prepare(statementFor(name, database)));
    // One integer that no number holds would end the reading of all.
    statement.setReadBigInts(true);
    const samples = attempt(name, () => statement.iterate());
    for (let row = 1; ; row += 1) {
      const next = attempt(name, () => samples.next());
      if (next.done === true) break;
      const { device } = next.value;
      const instant = plainNumber(next.value.instant);
      rows.add({
        row,
        instant: typeof instant === 'number' ? instant : undefined,
        timestamp: next.value.instant,
        heartRate: plainNumber(next.value.heartRate),
        device: typeof device === 'string' && device !== '' ? device : undefined,
      });
      if (rows.isFull || row % ROWS === 0) {
        yield;
        await giveWay();
      }
    }
  } finally {
    database.close();
  }
}

/** Integers come as `bigint`; one that is rounded here is out of every range. */
function plainNumber(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

/** The name of the app is in a table of its own, which some exports lack. */
function statementFor(name: string, database: DatabaseSync): string {
  const tables = plainTables(database);
  if (!tables.has(RECORDS) || !tables.has(SAMPLES)) {
    throw new PulsebaseError('INVALID_FILE', `${name} is an SQLite database, but not an export of Health Connect`);
  }
  const hasApps = tables.has(APPS);
  return `
    SELECT series.epoch_millis AS instant, series.beats_per_minute AS heartRate,
           ${hasApps ? `coalesce(nullif(app.app_name, ''), app.package_name)` : 'NULL'} AS device
    FROM ${SAMPLES} AS series
    LEFT JOIN ${oneEach(database, RECORDS)} AS record ON record.row_id = series.parent_key
    ${hasApps ? `LEFT JOIN ${oneEach(database, APPS)} AS app ON app.row_id = record.app_info_id` : ''}`;
}

/**
 * Tables that hold what is read from them. Others compute it (views, virtual tables, generated columns): a small file could
 * keep the process busy for hours, or fill its memory.
 */
function plainTables(database: DatabaseSync): ReadonlySet<unknown> {
  const tables = database.prepare(`
    SELECT name FROM sqlite_schema AS it
    WHERE type = 'table' AND rootpage > 0
      AND NOT EXISTS (SELECT 1 FROM pragma_table_xinfo(it.name) WHERE hidden > 1)`);
  return new Set(tables.all().map(({ name }) => name));
}

/** A table with one row for each `row_id`. Where that is no key, rows that share one would multiply the samples. */
function oneEach(database: DatabaseSync, table: string): string {
  const keys = database.prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0').all(table);
  return keys.length === 1 && keys[0]!.name === 'row_id' ? table : `(SELECT * FROM ${table} GROUP BY row_id)`;
}

/** @throws PulsebaseError `INVALID_FILE` where SQLite finds the database damaged, or otherwise than it should be. */
function attempt<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof PulsebaseError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PulsebaseError('INVALID_FILE', `${name} cannot be read as an export of Health Connect: ${reason}`, {
      cause,
    });
  }
}
