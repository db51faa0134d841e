import { END_INSTANT, type InstantInput, requireInstant } from '../model/instant.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';

/** A period as callers give it; both ends are inclusive. A date without a time is its midnight, UTC. */
export interface WindowInput {
  /** First instant. */
  readonly from: InstantInput;
  /** Last instant; readings at it belong to the window. */
  readonly to: InstantInput;
}

/** A period in Unix milliseconds, UTC; both ends are inclusive. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** All of the time that a store accepts: 1970 to the last millisecond of 2099. */
export const ALL_TIME: Window = { from: 0, to: END_INSTANT - 1 };

/**
 * @throws PulsebaseError `INVALID_ARGUMENT` when an end is not an instant, or `from` is after `to`.
 */
export function requireWindow({ from, to }: WindowInput): Window {
  return windowOf({ from: requireInstant(from, 'from'), to: requireInstant(to, 'to') });
}

/** The same for ends in Unix milliseconds; `to` may be the first instant past the end. */
export function windowOf({ from, to }: Window): Window {
  if (from === END_INSTANT) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'from must lie before 2100-01-01', { field: 'from' });
  }
  if (from > to) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      `from (${new Date(from).toISOString()}) must not lie after to (${new Date(to).toISOString()})`,
      { field: 'from' },
    );
  }
  return { from, to: Math.min(to, ALL_TIME.to) };
}
