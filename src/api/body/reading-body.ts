import { readAhead } from '../../async/read-ahead.ts';
import { fillBlocks } from '../../importers/fill-blocks.ts';
import { decodedPieces } from '../../importers/input/decoded-pieces.ts';
import { JsonArrayParser } from '../../importers/json-array/json-array-parser.ts';
import type { LocalTime } from '../../importers/local-time.ts';
import { importOf } from '../../importers/open-import.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { BodyHead } from './body-head.ts';
import type { BodyFormat } from './body-kind.ts';
import { bodyText } from './body-text.ts';

/** Rows of a large body that are committed at a time: memory stays small, and small writers come in between. */
const BATCH_ROWS = 100_000;

/** The readings of a body: one block that may share its commit, or many that are committed one after the other. */
export type ReadingBody =
  | { readonly isSmall: true; readonly block: ReadingBlock | undefined }
  | { readonly isSmall: false; readonly blocks: AsyncGenerator<ReadingBlock> };

/**
 * The readings of a body whose head was read.
 *
 * @throws PulsebaseError `INVALID_FILE`, and what the chunks throw. Of a small body nothing is taken then; a large one gives
 * the rows up to there first.
 */
export async function readingBody(
  { isSmall, pieces, chunks }: BodyHead,
  format: BodyFormat,
  zone: LocalTime,
): Promise<ReadingBody> {
  if (!isSmall) return { isSmall, blocks: readAhead(await parsed(chunks, format, zone, BATCH_ROWS)) };
  const capacity = mostRows(pieces, format);
  let block: ReadingBlock | undefined;
  for await (const only of await parsed(chunks, format, zone, capacity)) block = only;
  return { isSmall, block };
}

/** No body has more rows than line ends or commas, and one. */
function mostRows(chunks: readonly Buffer[], format: BodyFormat): number {
  const sought = format === 'json' ? 0x2c : 0x0a;
  let count = 2;
  for (const chunk of chunks) {
    for (let at = chunk.indexOf(sought); at >= 0; at = chunk.indexOf(sought, at + 1)) count += 1;
  }
  return count;
}

async function parsed(
  chunks: AsyncGenerator<Buffer>,
  format: BodyFormat,
  zone: LocalTime,
  capacity: number,
): Promise<AsyncGenerator<ReadingBlock>> {
  if (format === 'json') {
    return fillBlocks(decodedPieces(chunks), new JsonArrayParser(zone), undefined, capacity);
  }
  return importOf(await bodyText(chunks), zone, { format }, capacity).blocks();
}
