import { EXTERNAL_PREFIX, requireExternalId } from '../../model/external-id.ts';

/**
 * The external id in a part of a path: what follows `ext:`.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT`
 */
export function externalIdOf(named: string): string {
  return requireExternalId(named.slice(EXTERNAL_PREFIX.length), 'userId');
}
