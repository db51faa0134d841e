import { giveWay } from '../../async/give-way.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { resourceShortage } from '../../model/resource-shortage.ts';
import { unixUnit } from '../../model/unix-unit.ts';
import { parseUserId } from '../../model/user-id.ts';
import { UserName } from '../../model/user-name.ts';
import type { ImportJob } from '../import-job.ts';
import { withFile } from '../input/with-file.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { type ReadingWriter, writeBlocks } from '../reading-writer.ts';
import { type FoundColumns, findColumns, listNames } from '../table/table-columns.ts';
import { parquetInstant } from './parquet-instant.ts';
import { ParquetProcess } from './parquet-process.ts';

/** How a Parquet file begins. */
export const MAGIC = 'PAR1';
/** Rows decoded at a time. */
const ROWS = 25_000;
/** A row group is decoded as a whole: a larger one would take too much memory. */
const MOST_GROUP_BYTES = 512 * 1024 * 1024;

/**
 * Parquet with a row a reading, its columns named as those of plain tables are. Times are timestamps, Unix numbers, or ISO 8601
 * text. https://parquet.apache.org/docs/file-format/
 */
export const parquetFormat: ReadingFormat = {
  name: 'parquet',
  beginning: 'the letters PAR1 (.parquet)',
  begins: (head) => head.toString('latin1', 0, MAGIC.length) === MAGIC,
  open: async (input, job) => ({
    blocks: (options) =>
      writeBlocks(job, options, (rows) => withFile(input, (path) => readRows(input.name, path, job, rows))),
  }),
};

async function* readRows(name: string, path: string, job: ImportJob, rows: ReadingWriter): AsyncGenerator<void> {
  const decoder = new ParquetProcess(path);
  try {
    const { columns, groups } = await attempt(name, () => decoder.contents());
    const found = columnsOf(name, columns, job);
    const wanted = [found.user?.index, found.time, found.clock, found.heartRate, found.device];
    const indexes = [...new Set(wanted.filter((index) => index !== undefined))];
    const names = indexes.map((index) => columns[index]!);
    let row = 0;
    for (const { rows: length, bytes } of groups) {
      if (bytes > MOST_GROUP_BYTES)
        refuse(name, `has a row group of ${bytes} bytes; write smaller ones (${MOST_GROUP_BYTES} at most)`);
      const end = row + length;
      while (row < end) {
        const rowEnd = Math.min(end, row + ROWS);
        const part = await attempt(name, () => decoder.rows({ columns: names, start: row, end: rowEnd }), row);
        for (let at = 0; at < part.length; at += 1) {
          row += 1;
          addRow(rows, job, row, (index) => part.cells[indexes.indexOf(index)]![at], found);
          if (rows.isFull) yield;
        }
        if (row < rowEnd) refuse(name, `breaks off after row ${row}; what stood before it was read`);
        yield;
        await giveWay();
      }
    }
    if (found.unused.length > 0) job.warn(`columns that are passed over: ${listNames([...found.unused])}`);
  } finally {
    decoder.close();
  }
}

function addRow(
  rows: ReadingWriter,
  job: ImportJob,
  row: number,
  cellOf: (index: number) => unknown,
  found: FoundColumns,
): void {
  const cell = (index: number | undefined) => (index === undefined ? undefined : plain(cellOf(index)));
  const written = cell(found.time);
  const clock = cell(found.clock);
  const timestamp = clock === undefined ? written : `${dateText(written)}T${String(clock)}`;
  const who = cell(found.user?.index);
  const user = who === undefined || who === null || who === '' ? undefined : userOf(who, found.user?.isName === true);
  if (user === 'none') {
    rows.reject(row, 'invalid_user_id', `user id ${String(who)} is not an integer from 1 to 2^53 - 1`);
    return;
  }
  const rate = cell(found.heartRate);
  const device = cell(found.device);
  rows.add({
    row,
    user,
    instant: parquetInstant(timestamp, (text) => job.isoTime(text, user)),
    timestamp,
    heartRate: typeof rate === 'number' ? rate * found.factor : rate,
    device: typeof device === 'string' && device !== '' ? device : undefined,
  });
}

function userOf(value: unknown, isName: boolean): number | UserName | 'none' {
  if (isName) return new UserName(String(value));
  return parseUserId(typeof value === 'string' ? value : Number(value)) ?? 'none';
}

/** A `bigint` that a number holds is one: columns of 64 bits give them. */
function plain(value: unknown): unknown {
  return typeof value === 'bigint' && unixUnit(Number(value)) !== 'nanoseconds' ? Number(value) : value;
}

function dateText(value: unknown): string {
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
}

function columnsOf(name: string, columns: readonly string[], job: ImportJob): FoundColumns {
  const found = findColumns(columns, job.table.columns ?? {}, undefined);
  if ('lack' in found) return refuse(name, `has the columns ${listNames([...columns])}; ${found.lack}`);
  return found;
}

async function attempt<T>(name: string, work: () => Promise<T>, row?: number): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof PulsebaseError) throw cause;
    const shortage = resourceShortage(cause);
    if (shortage !== undefined) throw shortage;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const where = row === undefined ? '' : ` after row ${row}`;
    throw new PulsebaseError('INVALID_FILE', `${name} cannot be read as Parquet${where}: ${reason}`, { cause });
  }
}

function refuse(name: string, what: string): never {
  throw new PulsebaseError('INVALID_FILE', `${name} ${what}`);
}
