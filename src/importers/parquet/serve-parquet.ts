import { fstatSync, openSync, readSync } from 'node:fs';
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** What a Parquet file holds. */
export interface ParquetContents {
  /** Names of its columns, without those that are parts of others. */
  readonly columns: readonly string[];
  /** Its row groups: the rows of each, and the bytes that it says to take. */
  readonly groups: readonly { readonly rows: number; readonly bytes: number }[];
}

/** Which cells are wanted: of these columns, from a row on and up to another, from 0. */
export interface ParquetRange {
  readonly columns: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** The cells of each column, in the order asked for: fewer things to send than rows. */
export interface ParquetRows {
  readonly length: number;
  readonly cells: readonly (readonly unknown[])[];
}

export type ParquetAnswer =
  | { readonly contents: ParquetContents }
  | { readonly rows: ParquetRows }
  | { readonly failure: string };

/** A page that says to be larger is made for harm. */
const MOST_PAGE_BYTES = 512 * 1024 * 1024;

/** Reads a Parquet file for the parent process: tells what it holds, then answers each range with its rows. */
export async function serveParquet(path: string): Promise<void> {
  const answer = async (work: () => Promise<ParquetAnswer>) => {
    try {
      process.send!(await work());
    } catch (error) {
      process.send!({ failure: error instanceof Error ? error.message : String(error) } satisfies ParquetAnswer);
    }
  };
  await answer(async () => {
    const file = bufferOf(path);
    const metadata = await parquetMetadataAsync(file);
    process.on('message', (range: ParquetRange) => {
      void answer(async () => ({ rows: await rowsOf(file, metadata, range) }));
    });
    const groups = metadata.row_groups.map((group) => ({
      rows: Number(group.num_rows),
      bytes: Number(group.total_byte_size),
    }));
    return { contents: { columns: columnNames(metadata), groups } };
  });
}

async function rowsOf(file: AsyncBuffer, metadata: FileMetaData, range: ParquetRange): Promise<ParquetRows> {
  const columns = [...range.columns];
  const { start: rowStart, end: rowEnd } = range;
  const records = await parquetReadObjects({ file, metadata, compressors: CODECS, columns, rowStart, rowEnd });
  return { length: records.length, cells: columns.map((column) => records.map((record) => record[column])) };
}

const CODECS: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (length > MOST_PAGE_BYTES) throw new Error(`a page unpacks to more than ${MOST_PAGE_BYTES} bytes`);
      return unpack(input, length);
    },
  ]),
);

/** The elements of a schema stand one behind the other, each before its children. */
function columnNames({ schema }: FileMetaData): readonly string[] {
  const [root, ...elements] = schema;
  const names: string[] = [];
  /** Parts of the column before that have yet to come. */
  let parts = 0;
  for (const { name, num_children: children = 0 } of elements) {
    if (parts > 0) parts -= 1;
    else if (names.length < (root?.num_children ?? 0)) names.push(name);
    else break;
    parts += children;
  }
  return names;
}

/** The process ends with the reading, and the system closes what it has opened. */
function bufferOf(path: string): AsyncBuffer {
  const file = openSync(path, 'r');
  const { size: byteLength } = fstatSync(file);
  return {
    byteLength,
    slice: (start, end = byteLength) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, byteLength) - start));
      readSync(file, bytes, 0, bytes.length, start);
      return bytes.buffer;
    },
  };
}
