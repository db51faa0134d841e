import { giveWay } from '../async/give-way.ts';

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
