import type { DelimitedRows } from '../delimited/delimited-rows.ts';
import type { Header } from '../delimited/header.ts';
import type { TextPiece } from '../input/text-pieces.ts';
import { readRows } from '../read-rows.ts';

/** Looks at the rows of a text without taking any. */
export async function lookAtRows<H extends Header>(
  pieces: AsyncIterable<TextPiece> | readonly TextPiece[],
  rows: DelimitedRows<H>,
  look: (line: number, cells: readonly string[], header: H) => void,
): Promise<void> {
  const sink = { isFull: false, row: look, malformed: () => {} };
  const parser = {
    read: (text: string, until: number, isLast: boolean) => rows.read(text, until, isLast, sink),
    tooLong: () => rows.tooLong(sink),
  };
  for await (const _ of readRows(each(pieces), parser));
}

async function* each<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
