import { type InstantInput, requireInstant } from '../model/instant.ts';
import type { User } from '../model/user.ts';
import { requireInteger, requirePopulation } from './generator-limits.ts';
import { NAME_POOLS } from './names.ts';
import { PERSON_STREAM, personOf } from './person.ts';
import { DEFAULT_FROM_TO, DEFAULT_SEED } from './presets.ts';
import { drawFraction, type StreamKey, streamKey } from './random-draw.ts';

export interface UsersOptions {
  /** How many users, 1 to 10,000,000. */
  readonly users: number;
  /** 0 to 2^53 - 1; 42 when left out. The same seed gives the same users on every machine. */
  readonly seed?: number;
  /** Id of the first user; 1 when left out. Ids run on without holes. */
  readonly firstId?: number;
  /** The day on which users with a birth date have their age; 2024-01-01 when left out. */
  readonly asOf?: InstantInput;
}

/**
 * Users with names, genders and ages from 18 to 90, in order of id. Most have an age, a fifth a birth date instead, some
 * both, and a few neither. A user depends on the seed and the id alone.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` that names the option.
 */
export function generateUsers(options: UsersOptions): Generator<User, void, undefined> {
  const population = requirePopulation(options);
  const seed = requireInteger(options.seed ?? DEFAULT_SEED, 'seed', 0, Number.MAX_SAFE_INTEGER);
  const asOf = requireInstant(options.asOf ?? DEFAULT_FROM_TO.to, 'asOf');
  return usersOf(population.users, population.firstId, seed, asOf);
}

function* usersOf(users: number, firstId: number, seed: number, asOf: number): Generator<User, void, undefined> {
  for (let id = firstId; id < firstId + users; id += 1) yield userOf(id, streamKey(seed, id, PERSON_STREAM), asOf);
}

/** Draws from 16 on are used here; those below belong to the person. */
function userOf(id: number, key: StreamKey, asOf: number): User {
  const fraction = (n: number) => drawFraction(key.low, key.high, n);
  const pick = <T>(list: readonly T[], n: number): T => list[Math.floor(fraction(n) * list.length)]!;
  const { gender, age } = personOf(key);
  const pool = pick(NAME_POOLS, 16);
  const given = gender === 'male' || gender === 'female' ? gender : fraction(17) < 0.5 ? 'male' : 'female';
  const kind = fraction(18);
  const hasBirthDate = kind < 0.25;
  const hasAge = kind >= 0.2 && kind < 0.98;
  return {
    id,
    name: `${pick(pool[given], 19)} ${pick(pool.family, 20)}`,
    gender,
    age: hasAge ? age : null,
    externalId: null,
    birthDate: hasBirthDate ? birthDate(asOf, age, fraction(21)) : null,
  };
}

/** A day on which somebody of this age at `asOf` may have been born. */
function birthDate(asOf: number, age: number, fraction: number): string {
  const date = new Date(asOf);
  // One day at least, so that 29 February, which may turn into 1 March, makes nobody a year younger.
  const daysBefore = 1 + Math.floor(fraction * 364);
  const born = Date.UTC(date.getUTCFullYear() - age, date.getUTCMonth(), date.getUTCDate() - daysBefore);
  return new Date(born).toISOString().slice(0, 10);
}
