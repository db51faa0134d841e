import { givingWay } from '../async/giving-way.ts';
import type { TextPiece } from './input/text-pieces.ts';
import { type RowParser, readRows } from './read-rows.ts';

/**
 * The rows of a text, as its parser adds them.
 *
 * @throws PulsebaseError what {@link readRows} throws; all rows up to there are given first.
 */
export async function* gatherRows<Row>(
  pieces: AsyncIterable<TextPiece>,
  parserTo: (add: (row: Row) => void) => RowParser,
): AsyncGenerator<Row> {
  let rows: Row[] = [];
  const parser = parserTo((row) => rows.push(row));
  for await (const _ of readRows(pieces, parser)) {
    const read = rows;
    rows = [];
    yield* givingWay(read);
  }
}
