import { PulsebaseError } from '../../model/pulsebase-error.ts';

/** The cursors of one ordered answer. Nothing is kept for callers, and they need not know what a cursor is. */
export interface Cursors<Place> {
  /** A place in the order, as callers carry it. */
  of(place: Place): string;
  /** The place that a cursor names. @throws PulsebaseError `INVALID_ARGUMENT` when {@link of} does not write such a cursor. */
  placeOf(cursor: string): Place;
}

/** Makes the cursors of places that have these parts, each with the rule for what it may be. */
export function cursorsOf<Part extends string>(
  parts: Readonly<Record<Part, (value: unknown) => boolean>>,
): Cursors<Readonly<Record<Part, number>>> {
  const names = Object.keys(parts) as Part[];
  const of = (place: Readonly<Record<Part, number>>) =>
    Buffer.from(JSON.stringify(names.map((name) => place[name]))).toString('base64url');
  return {
    of,
    placeOf(cursor) {
      const values = valuesIn(cursor);
      const isPlace = values.length === names.length && names.every((name, at) => parts[name](values[at]));
      const place = Object.fromEntries(names.map((name, at) => [name, values[at]])) as Record<Part, number>;
      // A cursor has one spelling, so that no other text passes for the same place.
      if (isPlace && of(place) === cursor) return place;
      throw new PulsebaseError('INVALID_ARGUMENT', 'cursor must be the nextCursor of the page before', {
        field: 'cursor',
      });
    },
  };
}

function valuesIn(cursor: string): readonly unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(values) ? values : [];
  } catch {
    return [];
  }
}
