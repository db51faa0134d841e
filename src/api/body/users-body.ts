import { decodedPieces } from '../../importers/input/decoded-pieces.ts';
import { LINE_TOO_LONG, textPieces } from '../../importers/input/text-pieces.ts';
import { noObject, parseObject } from '../../importers/ndjson/parse-object.ts';
import { TextLines } from '../../importers/ndjson/text-lines.ts';
import { type RowParser, readRows } from '../../importers/read-rows.ts';
import { usersOf } from '../../importers/users-csv/read-users-csv.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { UserRow } from '../../model/user.ts';
import type { BodyFormat } from './body-kind.ts';
import { bodyText } from './body-text.ts';
import { JsonArrayElements } from './json-array-elements.ts';

type Row = UserRow | Rejection;

/**
 * The users of a body, and the rows that have not their form.
 *
 * @throws PulsebaseError `INVALID_FILE`, and what the chunks throw; all rows up to there are given first.
 */
export async function* usersBody(chunks: AsyncGenerator<Buffer>, format: BodyFormat): AsyncGenerator<Row> {
  if (format === 'csv') {
    yield* usersOf(await bodyText(chunks));
    return;
  }
  let rows: Row[] = [];
  const add = (row: Row) => rows.push(row);
  const pieces = format === 'json' ? decodedPieces(chunks) : textPieces(chunks);
  for await (const _ of readRows(pieces, format === 'json' ? elementsTo(add) : linesTo(add))) {
    const read = rows;
    rows = [];
    yield* read;
  }
}

function elementsTo(add: (row: Row) => void): RowParser {
  const elements = new JsonArrayElements();
  let count = 0;
  return {
    read: (text, until, isLast) =>
      elements.read(
        text,
        until,
        isLast,
        () => false,
        (element) => add(userRow(++count, element)),
      ),
    tooLong: () => {},
    get failure() {
      return elements.failure;
    },
  };
}

function linesTo(add: (row: Row) => void): RowParser {
  const lines = new TextLines(1);
  return {
    read: (text, until, isLast) =>
      lines.read(
        text,
        until,
        isLast,
        () => false,
        (line, row) => add(userRow(line, row)),
      ),
    tooLong: () => add({ row: lines.skip(), reason: 'malformed_row', message: LINE_TOO_LONG }),
  };
}

/** Numbers stay as written: one past 2^53 would be rounded into somebody else's id. */
function userRow(row: number, text: string): Row {
  const user = parseObject(text);
  if (user !== undefined) return { row, user };
  return { row, reason: 'malformed_row', message: noObject('row', text) };
}
