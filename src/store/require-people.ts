import { notAllowed, optional, requireFinite } from '../model/field-rules.ts';
import { requireInstant } from '../model/instant.ts';
import type { RulesOf, Taken } from '../model/take-argument.ts';
import { requireUserId } from '../model/user-id.ts';
import { requireUserRef } from '../model/user-ref.ts';
import { windowOf } from '../window/window.ts';
import type { PeopleQuery } from './people-query.ts';
import { bothGiven, requireGenders, WINDOW } from './require-arguments.ts';

/** The rules of what such queries share. */
export const PEOPLE_QUERY = {
  ...WINDOW,
  userId: optional(requireUserId),
  user: optional(requireUserRef),
  minAge: optional(requireFinite),
  gender: optional(requireGenders),
  asOf: optional(requireInstant),
} satisfies RulesOf<PeopleQuery>;

/** The window and the people of a query; of one user nothing else may be asked. `genders` is `undefined` for all. */
export function peopleOf({
  from,
  to,
  userId,
  user = userId,
  minAge,
  gender: genders,
  asOf,
}: Taken<typeof PEOPLE_QUERY>) {
  if (userId !== undefined && user !== userId) throw bothGiven('userId', 'user');
  const named = userId === undefined ? 'user' : 'userId';
  for (const [field, value] of Object.entries({ minAge, gender: genders, asOf })) {
    if (user !== undefined && value !== undefined) throw bothGiven(named, field);
  }
  return { window: windowOf({ from, to }), user, minAge, genders, asOf };
}

/** Makes a rule for whole numbers. */
export function requireWhole(least: number, most: number): (value: unknown, field: string) => number {
  return (value, field) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw notAllowed(field, `an integer from ${least} to ${most}`, value);
  };
}
