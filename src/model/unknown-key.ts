import { nearestName } from './nearest-name.ts';
import { showValue } from './show-value.ts';

/** Returns the first unknown key of an object; `undefined` when all are known. */
export function unknownKey(object: object, known: readonly string[]): string | undefined {
  return Object.keys(object).find((key) => !known.includes(key));
}

/** A message that says what was probably meant by an unknown key, or which keys exist. `place` is such as `in options`. */
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
