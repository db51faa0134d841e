import { fillBlocks } from '../../importers/fill-blocks.ts';
import { textOf } from '../../importers/input/open-text.ts';
import type { TextPiece } from '../../importers/input/text-pieces.ts';
import { Utf8Decoder } from '../../importers/input/utf8-text.ts';
import type { LocalTime } from '../../importers/local-time.ts';
import { importOf } from '../../importers/open-import.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import { readAhead } from '../../store/read-ahead.ts';
import type { BodyHead } from './body-head.ts';
import type { BodyFormat } from './body-kind.ts';
import { JsonArrayParser } from './json-array-parser.ts';

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
    const parser = new JsonArrayParser(zone);
    return fillBlocks(jsonPieces(chunks, parser), parser, undefined, capacity);
  }
  const text = await textOf({
    name: 'the body',
    totalBytes: undefined,
    bytesRead: () => 0,
    chunks,
    close: () => {},
  });
  return importOf(text, zone, { format }, capacity).blocks();
}

async function* jsonPieces(chunks: AsyncGenerator<Buffer>, parser: JsonArrayParser): AsyncGenerator<TextPiece> {
  const decoder = new Utf8Decoder();
  const check = () => {
    if (parser.failure !== undefined) throw new PulsebaseError('INVALID_FILE', parser.failure);
  };
  for await (const chunk of chunks) {
    yield { text: decoder.next(chunk), isTooLong: false, isLast: false };
    check();
  }
  yield { text: decoder.end(), isTooLong: false, isLast: true };
  check();
}
