import { END_INSTANT, type InstantInput, requireInstant } from '../model/instant.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';

/** A period as callers give it; both ends are inclusive. A date without a time is its midnight, UTC. */
export interface WindowInput {
  readonly from: InstantInput;
  readonly to: InstantInput;
}

/** A period in Unix milliseconds, UTC; both ends are inclusive. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The whole of time that a store keeps: 1970 to the last millisecond of 2099. */
export const ALL_TIME: Window = { from: 0, to: END_INSTANT - 1 };

/**
 * @throws PulsebaseError `INVALID_ARGUMENT` when an end is no instant, or `from` lies after `to`.
 */
export function requireWindow(input: WindowInput): Window {
  const from = requireInstant(input.from, 'from');
  const to = requireInstant(input.to, 'to');
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
