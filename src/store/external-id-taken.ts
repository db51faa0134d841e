import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';

/** The error for an external id that another user has. */
export function externalIdTaken(externalId: string, userId: number): PulsebaseError {
  return new PulsebaseError(
    'EXTERNAL_ID_TAKEN',
    `the external id ${showValue(externalId)} belongs to user ${userId}; no two users have the same`,
    { field: 'externalId' },
  );
}
