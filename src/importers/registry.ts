import { csvFormat } from './csv/csv-format.ts';
import { fitabaseFormat } from './fitabase/fitabase-format.ts';
import { ndjsonFormat } from './ndjson/ndjson-format.ts';
import type { FormatName, ReadingFormat } from './reading-format.ts';

/** Every format that can be imported, in the order in which they are tried. */
export const READING_FORMATS: { readonly [name in FormatName]: ReadingFormat } = {
  csv: csvFormat,
  fitabase: fitabaseFormat,
  ndjson: ndjsonFormat,
};
