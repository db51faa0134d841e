import { PulsebaseError } from '../../model/pulsebase-error.ts';

/** A cursor that was of other lines: of a file that was moved away since, or of a log that is kept elsewhere now. */
export function foreignPlace(): PulsebaseError {
  const message = 'cursor is of a log that is no longer there: the file was moved away; ask again without it';
  return new PulsebaseError('INVALID_ARGUMENT', message, { field: 'cursor' });
}
