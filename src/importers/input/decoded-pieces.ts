import { gatheredChunks } from './gathered-chunks.ts';
import type { TextPiece } from './text-pieces.ts';
import { Utf8Decoder } from './utf8-text.ts';

/** UTF-8 bytes as text, cut anywhere; for text whose lines mean nothing. A byte order mark is dropped. */
export async function* decodedPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<TextPiece> {
  const decoder = new Utf8Decoder();
  for await (const chunk of gatheredChunks(chunks)) {
    yield { text: decoder.next(chunk), isTooLong: false, isLast: false };
  }
  yield { text: decoder.end(), isTooLong: false, isLast: true };
}
