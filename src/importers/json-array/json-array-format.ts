import { countBytes } from '../count-bytes.ts';
import { fillBlocks } from '../fill-blocks.ts';
import { decodedPieces } from '../input/decoded-pieces.ts';
import { jsonBeginning } from '../json/json-beginning.ts';
import { member } from '../json/member.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { JsonArrayParser } from './json-array-parser.ts';

const COMMA = 0x2c;
/** One of these is in the first object, whatever else is missing. */
const KEYS = ['userId', 'user', 'heartRate', 'timestamp'] as const;

/**
 * One JSON array of objects as NDJSON has them: how programs talk to a service, and what a service gives.
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
  begins: (head) => {
    const first = member(jsonBeginning(head), '0');
    return KEYS.some((key) => member(first, key) !== undefined);
  },
  open: async ({ chunks }, job) => {
    const parser = new JsonArrayParser(job);
    return {
      blocks: (options) => fillBlocks(decodedPieces(chunks), parser, job, options),
    };
  },
} satisfies ReadingFormat;
