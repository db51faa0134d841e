import { PulsebaseError } from '../../model/pulsebase-error.ts';

/** The cursors of one ordered answer: stateless, and opaque to callers. */
export interface Cursors<Position> {
  /** Encodes a position in the order. */
  of(position: Position): string;
  /** Decodes a cursor. @throws PulsebaseError `INVALID_ARGUMENT` for text that {@link of} does not produce. */
  positionOf(cursor: string): Position;
}

/** Makes cursors of positions with these parts, each with its rule. */
export function cursorsOf<Position extends object>(
  parts: {
    readonly [Part in keyof Position]: (value: unknown) => value is Position[Part];
  },
): Cursors<Position> {
  const names = Object.keys(parts) as (keyof Position)[];
  const of = (position: Position) =>
    Buffer.from(JSON.stringify(names.map((name) => position[name]))).toString('base64url');
  return {
    of,
    positionOf(cursor) {
      const values = valuesIn(cursor);
      const isPosition = values.length === names.length && names.every((name, at) => parts[name](values[at]));
      const position = Object.fromEntries(names.map((name, at) => [name, values[at]])) as Position;
      // A cursor has one spelling: no other text means the same position.
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
