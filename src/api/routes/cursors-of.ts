import { PulsebaseError } from '../../model/pulsebase-error.ts';

/** The cursors of one ordered answer. Nothing is kept for callers, and they need not know what a cursor is. */
export interface Cursors<Position> {
  /** A position in the order, as callers carry it. */
  of(position: Position): string;
  /** The position that a cursor names. @throws PulsebaseError `INVALID_ARGUMENT` when {@link of} does not write such a cursor. */
  positionOf(cursor: string): Position;
}

/** Makes the cursors of places that have these parts, each with the rule for what it may be. */
export function cursorsOf<Part extends string>(
  parts: Readonly<Record<Part, (value: unknown) => boolean>>,
): Cursors<Readonly<Record<Part, number>>> {
  const names = Object.keys(parts) as Part[];
  const of = (position: Readonly<Record<Part, number>>) =>
    Buffer.from(JSON.stringify(names.map((name) => position[name]))).toString('base64url');
  return {
    of,
    positionOf(cursor) {
      const values = valuesIn(cursor);
      const isPosition = values.length === names.length && names.every((name, at) => parts[name](values[at]));
      const position = Object.fromEntries(names.map((name, at) => [name, values[at]])) as Record<Part, number>;
      // A cursor has one spelling, so that no other text passes for the same position.
      if (isPosition && of(position) === cursor) return position;
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
