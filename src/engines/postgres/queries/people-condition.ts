import type { People } from '../../../engine/engine.ts';
import type { Parameters } from '../statements/parameters.ts';
import { userConditions } from './user-conditions.ts';

/** A further condition on rows with a `user_id`; empty for everybody. */
export function peopleCondition(people: People, parameters: Parameters): string {
  if ('userId' in people) return ` AND user_id = ${parameters.add(people.userId, 'bigint')}`;
  const conditions = userConditions(people, parameters);
  return conditions === '' ? '' : ` AND user_id IN (SELECT id FROM users ${conditions})`;
}
