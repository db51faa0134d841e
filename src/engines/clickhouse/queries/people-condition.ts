import type { People } from '../../../engine/engine.ts';
import { sqlInteger } from '../statements/sql-integers.ts';
import { userFilter } from './user-filter.ts';

/** A further condition on rows with a `user_id`; empty for everybody. */
export function peopleCondition(people: People): string {
  if ('userId' in people) return ` AND user_id = ${sqlInteger(people.userId)}`;
  const filter = userFilter(people);
  return filter === undefined ? '' : ` AND user_id IN (${filter})`;
}
