import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { UserName } from '../../model/user-name.ts';

/**
 * Returns the user of a body's readings, if it names none itself.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when two users are named.
 */
export function addressee({
  user,
  userId,
}: {
  readonly user?: string | undefined;
  readonly userId?: number | undefined;
}): number | UserName | undefined {
  if (user !== undefined && userId !== undefined) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'give user or userId, not both', { field: 'user' });
  }
  return user === undefined ? userId : new UserName(user);
}
