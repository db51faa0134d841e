import type { Gender } from '../model/user.ts';
import { draw, drawFraction, normal, type StreamKey } from './random-draw.ts';

/** Keeps the stream of a person apart from the stream of the readings. */
export const PERSON_STREAM = 1;

/** What of a person decides how the heart beats. */
export interface Person {
  readonly gender: Gender;
  /** Completed years, 18 to 90. */
  readonly age: number;
  /** Awake and at rest, bpm. */
  readonly resting: number;
  /** What an ordinary waking day adds at its height, bpm. */
  readonly lift: number;
  /** Bpm at full effort. */
  readonly maximum: number;
  /** Seconds by which this person's day runs ahead of the common one; negative for late risers. */
  readonly dayShift: number;
  /** Chance of an exercise bout on a day. */
  readonly exerciseChance: number;
}

/** The person behind a stream of kind {@link PERSON_STREAM}. Draws 0 to 15 are used here. */
export function personOf({ low, high }: StreamKey): Person {
  const fraction = (n: number) => drawFraction(low, high, n);
  const gaussian = (n: number) => normal(draw(low, high, n));
  const gender = genderOf(fraction(0));
  const age = ageOf(fraction(1), fraction(2));
  // Two in five train regularly; some hardly move.
  const exerciseChance = fraction(3) < 0.4 ? 0.35 + 0.3 * fraction(4) : 0.03 + 0.3 * fraction(4);
  const resting =
    61 + 7 * gaussian(5) + (gender === 'female' ? 2.5 : 0) + 0.03 * (age - 45) - 9 * (exerciseChance - 0.27);
  return {
    gender,
    age,
    resting: Math.min(82, Math.max(46, resting)),
    lift: 15 + 2.5 * gaussian(6),
    // Tanaka, Monahan, Seals 2001: 208 - 0.7 x age.
    maximum: Math.min(204, 208 - 0.7 * age + 6 * gaussian(7)),
    dayShift: Math.round(2700 * gaussian(8)),
    exerciseChance,
  };
}

function genderOf(fraction: number): Gender {
  if (fraction < 0.49) return 'male';
  if (fraction < 0.97) return 'female';
  return fraction < 0.985 ? 'other' : 'unknown';
}

/** Many from 18 to 60, fewer and fewer up to 90. */
function ageOf(group: number, within: number): number {
  if (group < 0.16) return 18 + Math.floor(within * 7);
  if (group < 0.8) return 25 + Math.floor(within * 35);
  return 60 + Math.floor(within * within * 31);
}
