import { EXTERNAL_PREFIX, requireExternalId } from '../../model/external-id.ts';

/**
 * Returns the external id in a path segment: what follows `ext:`.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT`
 */
export function externalIdOf(named: string): string {
  return requireExternalId(named.slice(EXTERNAL_PREFIX.length), 'userId');
}
