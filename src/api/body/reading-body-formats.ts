import { jsonArrayFormat } from '../../importers/json-array/json-array-format.ts';
import type { FormatBody, ReadingFormat } from '../../importers/reading-format.ts';
import { READING_FORMATS } from '../../importers/registry.ts';
import type { BodyTypes } from './body-kind.ts';
import { jsonBodyFormat } from './json-body-format.ts';

/** A format in which readings may be sent. */
export interface ReadingBodyFormat extends ReadingFormat {
  readonly body: FormatBody;
}

/** Formats in which readings may be sent, beside a JSON array. */
export const LISTED_BODY_FORMATS: readonly ReadingBodyFormat[] = READING_FORMATS.flatMap((format) =>
  format.body === undefined || format === jsonArrayFormat ? [] : [{ ...format, body: format.body }],
);

/** All of them by their content types. */
export const READING_BODY_TYPES: BodyTypes<ReadingBodyFormat> = new Map(
  [jsonBodyFormat, ...LISTED_BODY_FORMATS].flatMap((format) => format.body.mediaTypes.map((type) => [type, format])),
);
