import { csvFormat } from './csv/csv-format.ts';
import { fitabaseFormat } from './fitabase/fitabase-format.ts';
import { ndjsonFormat } from './ndjson/ndjson-format.ts';
import type { ReadingFormat } from './reading-format.ts';

/** Every format that can be imported; docs/adding-a-format.md says how one is added. */
export const READING_FORMATS: readonly ReadingFormat[] = [
  // In the order in which they are tried, and in which people are told of them.
  fitabaseFormat,
  csvFormat,
  ndjsonFormat,
];
