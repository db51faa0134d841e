import { giveWay } from '../../async/give-way.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { User } from '../../model/user.ts';
import type { ExportFormat, UserAverage } from '../export-format.ts';
import {
  COUNT,
  type Column,
  DATE,
  DECIMAL,
  DOUBLE,
  ID,
  INTEGER,
  NULLABLE_TEXT,
  TEXT,
  TIME,
} from './parquet-columns.ts';
import { ParquetFile, ROWS_OF_GROUP } from './parquet-file.ts';

const READING_COLUMNS = { user_id: ID, timestamp: TIME, heart_rate: DECIMAL };
const AVERAGE_COLUMNS = { user_id: ID, start: TIME, count: COUNT, average: DOUBLE, min: DECIMAL, max: DECIMAL };
const USER_COLUMNS = {
  id: ID,
  external_id: NULLABLE_TEXT,
  name: TEXT,
  gender: TEXT,
  age: INTEGER,
  birth_date: DATE,
};

/**
 * Apache Parquet: timestamps in milliseconds UTC, heart rates as decimals of three digits, packed by Zstandard.
 * https://parquet.apache.org/docs/file-format/
 */
export const parquetExport: ExportFormat = {
  name: 'parquet',
  extension: 'parquet',
  mediaType: 'application/vnd.apache.parquet',
  description: 'Apache Parquet',
  readings: (blocks) => file(READING_COLUMNS, readingGroups(blocks)),
  everybody: ({ scanParquet }, window, onRows) =>
    scanParquet === undefined ? undefined : joined(READING_COLUMNS, scanParquet(window), onRows),
  averages: (pages) => file(AVERAGE_COLUMNS, rowGroups(pages, averageCells)),
  users: (pages) => file(USER_COLUMNS, rowGroups(pages, userCells)),
};

/** The cells of each column, in the order of the columns. */
type Group = readonly unknown[][];

async function* file(
  columns: { readonly [name: string]: Column },
  groups: AsyncIterable<Group>,
): AsyncGenerator<Uint8Array> {
  const parquet = new ParquetFile(columns);
  for await (const group of groups) {
    yield await parquet.write(group);
    await giveWay();
  }
  yield await parquet.finish();
}

async function* joined(
  columns: { readonly [name: string]: Column },
  files: AsyncIterable<Uint8Array>,
  onRows: (rows: number) => void,
): AsyncGenerator<Uint8Array> {
  const parquet = new ParquetFile(columns);
  for await (const file of files) {
    const { rows, pieces } = parquet.append(file);
    onRows(rows);
    yield* pieces;
  }
  yield await parquet.finish();
}

async function* readingGroups(blocks: AsyncIterable<ReadingBlock>): AsyncGenerator<Group> {
  const empty = (): bigint[][] => [[], [], []];
  let group = empty();
  for await (const { length, userIds, timestamps, heartRates } of blocks) {
    for (let at = 0; at < length; at += 1) {
      group[0]!.push(BigInt(userIds[at]!));
      group[1]!.push(BigInt(timestamps[at]!));
      group[2]!.push(BigInt(heartRates[at]!));
      if (group[0]!.length < ROWS_OF_GROUP) continue;
      yield group;
      group = empty();
    }
  }
  if (group[0]!.length > 0) yield group;
}

async function* rowGroups<Row>(
  pages: AsyncIterable<readonly Row[]>,
  cellsOf: (row: Row) => readonly unknown[],
): AsyncGenerator<Group> {
  let group: (readonly unknown[])[] = [];
  for await (const page of pages) {
    for (const row of page) {
      if (group.push(cellsOf(row)) < ROWS_OF_GROUP) continue;
      yield columnsOf(group);
      group = [];
    }
  }
  if (group.length > 0) yield columnsOf(group);
}

function columnsOf(rows: readonly (readonly unknown[])[]): Group {
  return rows[0]!.map((_, at) => rows.map((cells) => cells[at]));
}

function averageCells({ userId, start, count, average, min, max }: UserAverage): readonly unknown[] {
  return [BigInt(userId), BigInt(start.getTime()), BigInt(count), average, milli(min), milli(max)];
}

function userCells({ id, externalId, name, gender, age, birthDate }: User): readonly unknown[] {
  return [BigInt(id), externalId, name, gender, age, birthDate === null ? null : new Date(birthDate)];
}

/** A decimal goes as an integer: as a number it would pass through a binary fraction. */
function milli(bpm: number): bigint {
  return BigInt(Math.round(bpm * 1000));
}
