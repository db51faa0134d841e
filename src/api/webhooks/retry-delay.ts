const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** When an event is sent, counted from the first attempt, which is made at once. */
const ATTEMPTS_AT: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  24 * HOUR,
];

/** Of a pause, up and down: receivers that come back are not asked by everybody at the same moment. */
const JITTER = 0.1;

/** How often an event is sent before it is given up. */
export const MAX_ATTEMPTS = ATTEMPTS_AT.length;

/**
 * Milliseconds from an attempt that failed to the next one; `undefined` when there is none.
 *
 * @param attempts How many have been made.
 * @param random From 0 to 1.
 */
export function retryDelay(attempts: number, random: number): number | undefined {
  const [last, next] = [ATTEMPTS_AT[attempts - 1], ATTEMPTS_AT[attempts]];
  if (last === undefined || next === undefined) return undefined;
  return Math.round((next - last) * (1 - JITTER + 2 * JITTER * random));
}
