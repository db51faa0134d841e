import type { User } from '../../data/people-calls.ts';

/** The age today, from the date of birth where it is known. */
export function ageOf({ age, birthDate }: Pick<User, 'age' | 'birthDate'>, today = new Date()): number | undefined {
  if (birthDate === null) return age ?? undefined;
  const [year = 0, month = 1, day = 1] = birthDate.split('-').map(Number);
  const isBefore = today.getMonth() + 1 < month || (today.getMonth() + 1 === month && today.getDate() < day);
  return today.getFullYear() - year - (isBefore ? 1 : 0);
}
