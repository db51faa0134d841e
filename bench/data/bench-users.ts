import { generateUsers } from '../../src/generator/generate-users.ts';
import type { User } from '../../src/model/user.ts';
import type { DataPlan } from './data-plan.ts';

/** The day for which ages count in every query: the others store ages only, Pulsebase has birth dates too. */
export const AS_OF = '2024-01-01';

/** A user as the contenders without birth dates store him. */
export interface PlainUser {
  readonly id: number;
  readonly name: string;
  readonly gender: string;
  /** Completed years on {@link AS_OF}. */
  readonly age: number | null;
}

/** The users of a plan, as generated. */
export function benchUsers({ users, seed }: DataPlan): Generator<User> {
  return generateUsers({ users, seed, asOf: AS_OF });
}

export function* plainUsers(plan: DataPlan): Generator<PlainUser> {
  for (const { id, name, gender, age, birthDate } of benchUsers(plan)) {
    yield { id, name, gender, age: birthDate === null ? age : completedYears(birthDate) };
  }
}

/** The age on {@link AS_OF}, which no birthday on 29 February makes doubtful. */
function completedYears(birthDate: string): number {
  const hadBirthday = birthDate.slice(5) <= AS_OF.slice(5);
  return Number(AS_OF.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (hadBirthday ? 0 : 1);
}
