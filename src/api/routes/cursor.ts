import { PulsebaseError } from '../../model/pulsebase-error.ts';

/** A place in an ordered answer as callers carry it: nothing is kept for them, and they need not know what it is. */
export function cursorOf(place: readonly number[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws PulsebaseError `INVALID_ARGUMENT` when it is no cursor of `length` numbers. */
export function placeOf(cursor: string, length: number): number[] {
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    place = undefined;
  }
  if (Array.isArray(place) && place.length === length && place.every((part) => Number.isFinite(part))) return place;
  throw new PulsebaseError('INVALID_ARGUMENT', 'cursor must be the nextCursor of the page before', { field: 'cursor' });
}
