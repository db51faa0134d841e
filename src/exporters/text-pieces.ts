import { giveWay } from '../async/give-way.ts';
import type { ReadingBlock } from '../model/reading-block.ts';

const PIECE_LENGTH = 64 * 1024;

/** Texts put together to pieces of a size that is cheap to send, giving way to other work in between. */
export async function* textPieces(texts: AsyncIterable<Iterable<string>>, head = ''): AsyncGenerator<string> {
  let piece = head;
  for await (const some of texts) {
    for (const text of some) {
      piece += text;
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = '';
      await giveWay();
    }
  }
  if (piece !== '') yield piece;
}

/** The same for rows, each with its line end, written by `form`. */
export function rowPieces<Row>(
  pages: AsyncIterable<readonly Row[]>,
  form: (row: Row) => string,
  head = '',
): AsyncGenerator<string> {
  async function* texts(): AsyncGenerator<Iterable<string>> {
    for await (const page of pages) yield page.values().map(form);
  }
  return textPieces(texts(), head);
}

/** The same for readings. @param form Writes one: the user, Unix ms, the same as ISO 8601 in UTC, thousandths of a bpm. */
export function readingPieces(
  blocks: AsyncIterable<ReadingBlock>,
  form: (userId: number, timestamp: number, iso: string, heartRate: number) => string,
  head = '',
): AsyncGenerator<string> {
  function* lines({ length, userIds, timestamps, heartRates }: ReadingBlock): Generator<string> {
    const time = new Date(0);
    for (let at = 0; at < length; at += 1) {
      time.setTime(timestamps[at]!);
      yield form(userIds[at]!, timestamps[at]!, time.toISOString(), heartRates[at]!);
    }
  }
  async function* texts(): AsyncGenerator<Iterable<string>> {
    for await (const block of blocks) yield lines(block);
  }
  return textPieces(texts(), head);
}
