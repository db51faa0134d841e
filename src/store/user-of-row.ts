import { parseUser } from '../model/parse-user.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { REJECTION_REASONS, type Rejection } from '../model/rejection.ts';
import type { User, UserInput, UserRow } from '../model/user.ts';

/**
 * What a row of a source of users comes to: a user, or why not. Whatever untyped callers send, one row at fault never stops the
 * others.
 *
 * @param next Number of the row where it has none of its own.
 */
export function userOfRow(
  item: UserInput | UserRow | Rejection,
  next: number,
): { readonly row: number; readonly user: User } | Rejection {
  let row = next;
  try {
    if (typeof item !== 'object' || item === null) {
      return { row, reason: 'malformed_row', message: 'the user is no object' };
    }
    if (isRejection(item)) return item;
    if (!isUserRow(item)) return { row, user: parseUser(item) };
    row = item.row;
    return { row, user: parseUser(item.user) };
  } catch (error) {
    if (error instanceof PulsebaseError) return { row, reason: 'invalid_user', message: error.message };
    return { row, reason: 'malformed_row', message: 'the user cannot be read' };
  }
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
