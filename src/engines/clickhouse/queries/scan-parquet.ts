import { readAhead } from '../../../async/read-ahead.ts';
import type { Window } from '../../../window/window.ts';
import type { Reader } from '../journal/reader.ts';
import { scanParts } from './scan-parts.ts';

/** What is written into a file beside its rows would have to be moved when files are joined. */
const PLAIN = [
  "output_format_parquet_compression_method = 'zstd'",
  'output_format_parquet_write_bloom_filter = 0',
  'output_format_parquet_write_page_index = 0',
].join(', ');

/** Yields what {@link scan} does as Parquet files, a part each, which the engine itself writes. */
export function scanParquet(reader: Reader, window: Window): AsyncGenerator<Uint8Array> {
  return readAhead(filesOf(reader, window));
}

async function* filesOf(reader: Reader, window: Window): AsyncGenerator<Uint8Array> {
  for await (const part of scanParts(reader, window)) {
    const columns = 'toInt64(user_id) AS user_id, toInt64(ts) AS timestamp, toInt32(milli_bpm) AS heart_rate';
    yield await reader.executor.query(`SELECT ${columns} ${part}, ${PLAIN}`, 'Parquet');
  }
}
