import { parseGender } from '../model/parse-user.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import type { Gender } from '../model/user.ts';
import { requireUserId } from '../model/user-id.ts';
import { LEVELS, type Level } from '../window/bucket.ts';
import { ALL_TIME, requireWindow, type Window } from '../window/window.ts';
import type { CohortQuery, DeleteScope } from './store.ts';

const MAX_LIMIT = 10_000;

/** Readings to delete, checked: distinct ids, or `undefined` for all users. */
export function requireDeleteScope({ userIds, from, to }: DeleteScope): {
  userIds: number[] | undefined;
  window: Window;
} {
  if (userIds === undefined && from === undefined && to === undefined) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'name the users, from, or to of the readings to delete', {
      field: 'userIds',
    });
  }
  const window = requireWindow({ from: from ?? new Date(ALL_TIME.from), to: to ?? new Date(ALL_TIME.to) });
  if (userIds === undefined) return { userIds, window };
  return { userIds: [...new Set(Array.from(userIds, (id) => requireUserId(id)))], window };
}

/** The id after which a list of users begins; 0, below all ids, when nothing is said. */
export function requireAfter(after: unknown = 0): number {
  return after === 0 ? 0 : requireUserId(after, 'after');
}

export function requireResolution(resolution: unknown): Level {
  const level = LEVELS.find((known) => known === resolution);
  if (level !== undefined) return level;
  throw new PulsebaseError(
    'INVALID_ARGUMENT',
    `resolution must be ${LEVELS.join(', ')}, not ${showValue(resolution)}`,
    { field: 'resolution' },
  );
}

export function requireGenders(gender: CohortQuery['gender']): readonly Gender[] | undefined {
  if (gender === undefined) return undefined;
  const genders = [...new Set((Array.isArray(gender) ? gender : [gender]).map(requireGender))];
  if (genders.length === 0) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'gender must name at least one gender', { field: 'gender' });
  }
  return genders;
}

function requireGender(value: unknown): Gender {
  // Nothing at all would be read as `unknown`, which is right for a user and wrong for a question.
  if (typeof value === 'string' && value.trim() !== '') return parseGender(value);
  throw new PulsebaseError('INVALID_ARGUMENT', `gender must be a gender code, not ${showValue(value)}`, {
    field: 'gender',
  });
}

export function requireFinite(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new PulsebaseError('INVALID_ARGUMENT', `${field} must be a number, not ${showValue(value)}`, { field });
}

export function requireLimit(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_LIMIT) return value;
  throw new PulsebaseError(
    'INVALID_ARGUMENT',
    `limit must be an integer from 1 to ${MAX_LIMIT}, not ${showValue(value)}`,
    { field: 'limit' },
  );
}
