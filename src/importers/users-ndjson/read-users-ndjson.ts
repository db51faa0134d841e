import type { Rejection } from '../../model/rejection.ts';
import type { UserRow } from '../../model/user.ts';
import type { IgnoredColumns } from '../../model/user-fields.ts';
import { MAX_LINE_BYTES, type TextPiece } from '../input/text-pieces.ts';
import { parseUserObject } from './parse-user-object.ts';

/** Users from text with one JSON object a line; `firstLine` is the number of its first line. */
export async function* readUsersNdjson(
  pieces: AsyncIterable<TextPiece>,
  firstLine: number,
  ignored?: IgnoredColumns,
): AsyncGenerator<UserRow | Rejection> {
  let line = firstLine;
  for await (const { text, isTooLong } of pieces) {
    if (isTooLong) {
      yield { row: line, reason: 'malformed_row', message: `the line is longer than ${MAX_LINE_BYTES} bytes` };
      line += 1;
    }
    for (const row of text === '' ? [] : text.replace(/\n$/, '').split('\n')) {
      if (row.trim() !== '') yield parseUserObject(line, row, ignored);
      line += 1;
    }
  }
}
