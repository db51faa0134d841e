import { parseUser } from '../model/parse-user.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Rejection } from '../model/rejection.ts';
import type { User, UserInput, UserRow } from '../model/user.ts';
import { type IgnoredColumns, userFieldsOf } from '../model/user-fields.ts';

/** A user as an import is given it: by a caller, or from a row of a file that was read or could not be. */
export type ImportedUser = UserInput | UserRow | Rejection;

/** The row of a user: that of its file, or the one after the row before. */
export function rowOfUser(item: ImportedUser, before: number): number {
  return typeof item === 'object' && item !== null && 'row' in item ? item.row : before + 1;
}

/** The user of a row. Whatever untyped callers send, one row at fault never stops the others. */
export function parseUserRow(item: ImportedUser, row: number, ignored?: IgnoredColumns): User | Rejection {
  if (typeof item !== 'object' || item === null) {
    return { row, reason: 'malformed_row', message: 'the user is no object' };
  }
  if ('reason' in item) return item;
  try {
    return parseUser(userFieldsOf('user' in item ? item.user : { ...item }, ignored));
  } catch (error) {
    if (!(error instanceof PulsebaseError)) throw error;
    return { row, reason: 'invalid_user', message: error.message };
  }
}
