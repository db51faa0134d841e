import { countBytes } from '../count-bytes.ts';
import { fillBlocks } from '../fill-blocks.ts';
import { decodedPieces } from '../input/decoded-pieces.ts';
import { textHead } from '../input/utf8-text.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { JsonArrayParser } from './json-array-parser.ts';

const COMMA = 0x2c;

/**
 * One JSON array of objects as NDJSON has them. It is how programs talk to a service, and not in the registry: of a file that
 * breaks off, or holds an error, people can mend a line, but hardly an array.
 */
export const jsonArrayFormat = {
  name: 'json',
  beginning: '[{"userId":…,"timestamp":"…","heartRate":…}',
  body: {
    mediaTypes: ['application/json'],
    description: 'An array of objects of userId, timestamp, heartRate.',
    // No array has more elements than commas, and one.
    mostRows: (pieces) => countBytes(pieces, COMMA) + 2,
  },
  begins: (head) => textHead(head).trimStart().startsWith('['),
  open: async ({ chunks }, job) => {
    const parser = new JsonArrayParser(job);
    return {
      blocks: (options) => fillBlocks(decodedPieces(chunks), parser, job, options),
    };
  },
} satisfies ReadingFormat;
