import { zstdCompressSync } from 'node:zlib';
import { parquetMetadata } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column } from './parquet-columns.ts';

type RowGroup = ParquetWriter['row_groups'][number];
type ColumnChunk = RowGroup['columns'][number];

/** Rows of a row group: written as a whole, they take some 50 ms and a few megabytes. */
export const ROWS_OF_GROUP = 50_000;

/** What stands before the rows of a file. */
const HEADER_BYTES = 4;
/** What stands behind its metadata: how long that is, and four letters. */
const TRAILER_BYTES = 8;

/** A Parquet file that is written piece by piece. */
export class ParquetFile {
  readonly #names: readonly string[];
  readonly #writer = new ByteWriter(1 << 20);
  readonly #parquet: ParquetWriter;

  constructor(columns: { readonly [name: string]: Column }) {
    this.#names = Object.keys(columns);
    this.#parquet = new ParquetWriter({
      writer: this.#writer,
      schema: [
        { name: 'root', num_children: this.#names.length },
        ...this.#names.map((name) => ({ name, ...columns[name]! })),
      ],
      codec: 'ZSTD',
      compressors: { ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes) },
      createdBy: 'pulsebase',
    });
  }

  /** @param group The cells of each column. */
  async write(group: readonly unknown[][]): Promise<Uint8Array> {
    const columnData = this.#names.map((name, at) => ({ name, data: group[at]! }));
    await this.#parquet.write({ columnData, rowGroupSize: ROWS_OF_GROUP });
    return this.#taken();
  }

  /**
   * Takes the row groups of another file over as they are. Its columns have the same names and physical types, and neither indexes nor
   * Bloom filters.
   *
   * @returns How many rows it has, and what to write.
   */
  append(file: Uint8Array): { readonly rows: number; readonly pieces: readonly Uint8Array[] } {
    const { row_groups: found, num_rows: rows, metadata_length: metadataBytes } = parquetMetadata(file);
    // The reader knows encodings that no file here has, and the writer does not know.
    const groups = found as readonly RowGroup[];
    const body = file.subarray(HEADER_BYTES, file.length - TRAILER_BYTES - metadataBytes);
    const before = this.#taken();
    const moved = this.#writer.offset - HEADER_BYTES;
    this.#parquet.row_groups.push(...groups.map((group) => this.#moved(group, moved)));
    this.#parquet.num_rows += rows;
    this.#writer.offset += body.length;
    return { rows: Number(rows), pieces: [before, body] };
  }

  async finish(): Promise<Uint8Array> {
    await this.#parquet.finish();
    return this.#taken();
  }

  #taken(): Uint8Array {
    const bytes = this.#writer.getBytes().slice();
    // Where the next byte of the file goes (`offset`) it remembers by itself.
    this.#writer.index = 0;
    return bytes;
  }

  #moved(group: RowGroup, by: number): RowGroup {
    return {
      columns: group.columns.map((chunk, at) => this.#movedChunk(chunk, by, at)),
      num_rows: group.num_rows,
      total_byte_size: group.total_byte_size,
    };
  }

  #movedChunk({ meta_data: found }: ColumnChunk, by: number, at: number): ColumnChunk {
    const { dictionary_page_offset: dictionary, data_page_offset: data, statistics, ...others } = found!;
    const isDecimal = this.#parquet.schema[at + 1]!.converted_type === 'DECIMAL';
    // The writer takes a number for bpm, and a bigint for the thousandths that are stored.
    const bound = (value: unknown) => (isDecimal ? BigInt(value as number) : (value as bigint));
    return {
      file_offset: 0n,
      meta_data: {
        ...others,
        data_page_offset: data + BigInt(by),
        ...(dictionary === undefined ? {} : { dictionary_page_offset: dictionary + BigInt(by) }),
        ...(statistics?.min_value === undefined
          ? {}
          : { statistics: { min_value: bound(statistics.min_value), max_value: bound(statistics.max_value) } }),
      },
    };
  }
}
