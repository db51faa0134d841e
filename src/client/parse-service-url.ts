import { PulsebaseError } from '../model/pulsebase-error.ts';
import { requireApiKey } from '../model/require-api-key.ts';
import { isServiceUrl } from '../model/url-scheme.ts';

/** The address of a service, without a slash at its end, and the key in it. @throws PulsebaseError `INVALID_ARGUMENT` */
export function parseServiceUrl(text: unknown): { readonly place: string; readonly key: string | undefined } {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isServiceUrl(url.href)) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'the address of a service must begin with http:// or https://', {
      field: 'url',
    });
  }
  // A key with an unescaped `/`, `?` or `#` ends there, and the rest of it would be shown as part of the address.
  if (url.pathname.includes('@') || url.search !== '' || url.hash !== '') {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      'the address of a service has no ?, # or second @; write those of a key as %XX, such as %40 for @',
      { field: 'url' },
    );
  }
  const key = decodeKey(url.password === '' ? url.username : url.password);
  return { place: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, key: key === '' ? undefined : key };
}

function decodeKey(text: string): string {
  try {
    const key = decodeURIComponent(text);
    return key === '' ? key : requireApiKey(key, 'url');
  } catch {
    // Neither the key nor the address is shown: the address contains the key.
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      'the key in the URL of the service is malformed; write %25 for a percent sign',
      {
        field: 'url',
      },
    );
  }
}
