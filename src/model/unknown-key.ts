import { nearestName } from './nearest-name.ts';
import { showValue } from './show-value.ts';

/** The first key of an object that is not one of those known; `undefined` when there is none. */
export function unknownKey(object: object, known: readonly string[]): string | undefined {
  return Object.keys(object).find((key) => !known.includes(key));
}

/** One line that says what was probably meant by an unknown key, or which keys there are. `place` is such as `in options`. */
export function describeUnknownKey(key: string, known: readonly string[], place: string): string {
  const nearest = nearestName(key, known);
  const advice =
    nearest !== undefined
      ? `did you mean ${nearest}?`
      : known.length > 0
        ? `known are ${known.join(', ')}`
        : 'leave it out';
  return `${showValue(key)} is not known ${place}; ${advice}`;
}
