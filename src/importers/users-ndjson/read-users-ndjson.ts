import type { Rejection } from '../../model/rejection.ts';
import type { UserRow } from '../../model/user.ts';
import type { PassedOver } from '../../model/user-fields.ts';
import { gatherRows } from '../gather-rows.ts';
import type { TextPiece } from '../input/text-pieces.ts';
import { LINE_TOO_LONG } from '../max-row.ts';
import { TextLines } from '../text-lines.ts';
import { parseUserObject } from './parse-user-object.ts';

/** Users from text with one JSON object a line; `firstLine` is the number of its first line, `keepsTexts` whether rows come as written too. */
export function readUsersNdjson(
  pieces: AsyncIterable<TextPiece>,
  firstLine: number,
  isPassedOver: PassedOver,
  keepsTexts = false,
): AsyncGenerator<UserRow | Rejection> {
  const lines = new TextLines(firstLine);
  return gatherRows(pieces, (add) => ({
    read: (text, until, isLast) =>
      lines.read(
        text,
        until,
        isLast,
        () => false,
        (line, object) =>
          add({ ...parseUserObject(line, object, isPassedOver), ...(keepsTexts ? { text: object } : {}) }),
      ),
    tooLong: () => add({ row: lines.skip(), reason: 'malformed_row', message: LINE_TOO_LONG }),
  }));
}
