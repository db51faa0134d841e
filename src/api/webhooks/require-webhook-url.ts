import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { type AddressGuard, AddressRefused } from './address-guard.ts';

/**
 * Checks the address of a receiver, as far as that can be done without looking up its name.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT`; its message does not show the address, which may hold a secret.
 */
export function requireWebhookUrl(text: string, guard: AddressGuard): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused('must be an address such as https://example.org/hooks');
  if (!['https:', 'http:'].includes(url.protocol)) throw refused('must begin with https://');
  if (url.username !== '' || url.password !== '') throw refused('must not hold a user or a password');
  if (url.hash !== '') throw refused('must not have a #');
  try {
    guard.requireHost(url);
  } catch (error) {
    if (error instanceof AddressRefused) throw refused(`is refused: ${error.message}`);
    throw error;
  }
  return url.href;
}

function refused(why: string): PulsebaseError {
  return new PulsebaseError('INVALID_ARGUMENT', `url ${why}`, { field: 'url' });
}
