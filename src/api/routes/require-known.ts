import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { User } from '../../model/user.ts';
import type { Asker, Questions } from '../watch/questions.ts';

/** @throws PulsebaseError `USER_NOT_FOUND`. */
export async function requireKnown(questions: Questions, id: number, asker: Asker): Promise<User> {
  const user = await questions.getUser(id, asker);
  if (user !== undefined) return user;
  throw new PulsebaseError('USER_NOT_FOUND', `no user has the id ${id}`, { field: 'id' });
}
