import { gatherRows } from '../../importers/gather-rows.ts';
import { decodedPieces } from '../../importers/input/decoded-pieces.ts';
import { textPieces } from '../../importers/input/text-pieces.ts';
import { JsonArrayElements } from '../../importers/json-array/json-array-elements.ts';
import { NDJSON_TYPES } from '../../importers/ndjson/ndjson-types.ts';
import { readUsersCsv } from '../../importers/users-csv/read-users-csv.ts';
import { usersHeader, usersHeaderForm } from '../../importers/users-csv/users-header.ts';
import { parseUserObject } from '../../importers/users-ndjson/parse-user-object.ts';
import { readUsersNdjson } from '../../importers/users-ndjson/read-users-ndjson.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { UserRow } from '../../model/user.ts';
import { type IgnoredColumns, type PassedOver, passedOver } from '../../model/user-fields.ts';
import type { BodyTypes } from './body-kind.ts';
import { bodyText } from './body-text.ts';

type UsersFormat = 'json' | 'ndjson' | 'csv';

/** Formats in which users may be sent. */
export const USERS_BODY_TYPES: BodyTypes<UsersFormat> = new Map<string, UsersFormat>([
  ['application/json', 'json'],
  ...NDJSON_TYPES.map((type) => [type, 'ndjson'] as const),
  ['text/csv', 'csv'],
]);

/**
 * Yields the users of a body, and the rejections of malformed rows.
 *
 * @param ignored Columns and members to ignore.
 * @throws PulsebaseError `INVALID_FILE`, and what the chunks throw; all rows up to there are yielded first.
 */
export async function* usersBody(
  chunks: AsyncGenerator<Buffer>,
  format: UsersFormat,
  ignored?: IgnoredColumns,
): AsyncGenerator<UserRow | Rejection> {
  const isPassedOver = passedOver(ignored);
  if (format === 'csv') {
    const text = await bodyText(chunks);
    yield* readUsersCsv({ text, header: usersHeader(text, isPassedOver), form: usersHeaderForm(isPassedOver) });
  } else if (format === 'ndjson') yield* readUsersNdjson(textPieces(chunks), 1, isPassedOver);
  else yield* elementsOf(chunks, isPassedOver);
}

function elementsOf(chunks: AsyncGenerator<Buffer>, isPassedOver: PassedOver): AsyncGenerator<UserRow | Rejection> {
  const elements = new JsonArrayElements();
  let count = 0;
  return gatherRows(decodedPieces(chunks), (add) => ({
    read: (text, until, isLast) =>
      elements.read(
        text,
        until,
        isLast,
        () => false,
        (element) => add(parseUserObject(++count, element, isPassedOver)),
      ),
    tooLong: () => {},
    get failure() {
      return elements.failure;
    },
  }));
}
