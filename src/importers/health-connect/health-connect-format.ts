import { DatabaseSync } from 'node:sqlite';
import { giveWay } from '../../async/give-way.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { withFile } from '../input/with-file.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { type ReadingWriter, writeBlocks } from '../reading-writer.ts';

const MAGIC = Buffer.from('SQLite format 3\0');
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
    const samples = attempt(name, () => database.prepare(statementFor(name, database)).iterate());
    for (let row = 1; ; row += 1) {
      const next = attempt(name, () => samples.next());
      if (next.done === true) break;
      const { instant, heartRate, device } = next.value;
      rows.add({
        row,
        instant: typeof instant === 'number' ? instant : undefined,
        timestamp: instant,
        heartRate,
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

/** The name of the app is in a table of its own, which some exports lack. */
function statementFor(name: string, database: DatabaseSync): string {
  const tables = new Set(
    database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
      .all()
      .map((row) => row.name),
  );
  if (!tables.has('heart_rate_record_table') || !tables.has('heart_rate_record_series_table')) {
    throw new PulsebaseError('INVALID_FILE', `${name} is an SQLite database, but not an export of Health Connect`);
  }
  const hasApps = tables.has('application_info_table');
  return `
    SELECT series.epoch_millis AS instant, series.beats_per_minute AS heartRate,
           ${hasApps ? `coalesce(nullif(app.app_name, ''), app.package_name)` : 'NULL'} AS device
    FROM heart_rate_record_series_table AS series
    LEFT JOIN heart_rate_record_table AS record ON record.row_id = series.parent_key
    ${hasApps ? 'LEFT JOIN application_info_table AS app ON app.row_id = record.app_info_id' : ''}`;
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
