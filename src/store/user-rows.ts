import { parseUser } from '../model/parse-user.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { REJECTION_REASONS, type Rejection } from '../model/rejection.ts';
import type { PutUser, UserInput, UserRow } from '../model/user.ts';
import { type IgnoredColumns, type PassedOver, passedOver, userFieldsOf } from '../model/user-fields.ts';
import type { Source } from './store.ts';

/** A row of an import: a caller's user, or a file's row, read or rejected. */
export type ImportedUser = UserInput | UserRow | Rejection;

/** A user whose row was read. */
export interface ReadUser {
  readonly row: number;
  readonly user: PutUser;
  readonly text?: string | undefined;
  readonly header?: string | undefined;
}

/**
 * Turns the rows of a source into users or rejections. A row without a number gets the next one. A bad row never stops the
 * others, whatever untyped callers send.
 *
 * @param ignored Members to ignore.
 */
export async function* userRows(
  source: Source<ImportedUser>,
  ignored?: IgnoredColumns,
): AsyncGenerator<ReadUser | Rejection> {
  let row = 0;
  const isPassedOver = passedOver(ignored);
  const read = (item: ImportedUser) => {
    const taken = userOfRow(item, row + 1, isPassedOver);
    row = taken.row;
    return taken;
  };
  if (Symbol.asyncIterator in source) for await (const item of source) yield read(item);
  // `for await` would look into each item, and fail at one that cannot be inspected.
  else for (const item of source) yield read(item);
}

function userOfRow(item: ImportedUser, next: number, isPassedOver: PassedOver): ReadUser | Rejection {
  let row = next;
  let written: Pick<UserRow, 'text' | 'header'> = {};
  try {
    if (typeof item !== 'object' || item === null) {
      return { row, reason: 'malformed_row', message: 'the user is not an object' };
    }
    if (isRejection(item)) return item;
    if (!isUserRow(item)) return { row, user: parseUser(userFieldsOf({ ...item }, isPassedOver)) };
    row = item.row;
    written = writtenIn(item);
    return { row, user: parseUser(userFieldsOf(item.user, isPassedOver)), ...written };
  } catch (error) {
    if (error instanceof PulsebaseError) return { row, reason: 'invalid_user', message: error.message, ...written };
    return { row, reason: 'malformed_row', message: 'the user cannot be read', ...written };
  }
}

/** What was kept of a row as it was written. */
function writtenIn({ text, header }: UserRow): Pick<UserRow, 'text' | 'header'> {
  if (typeof text !== 'string') return {};
  return typeof header === 'string' ? { text, header } : { text };
}

function isRejection(item: object): item is Rejection {
  const { row, reason, message } = item as Partial<Rejection>;
  return (
    typeof row === 'number' &&
    typeof message === 'string' &&
    typeof reason === 'string' &&
    Object.hasOwn(REJECTION_REASONS, reason)
  );
}

function isUserRow(item: object): item is UserRow {
  return 'user' in item && 'row' in item && typeof item.row === 'number';
}
