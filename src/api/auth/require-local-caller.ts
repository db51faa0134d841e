import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../problems/service-error.ts';

/** Host names by which a browser on this machine may call a service without keys. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Keeps other sites' pages away from a service without keys: a browser on this machine sends their requests without asking, and
 * without keys they look like the user's own. Of these headers, programs send only `Host`.
 *
 * @param allowed Origins whose pages may call the service.
 * @throws ServiceError `PERMISSION_DENIED`.
 */
export function requireLocalCaller(headers: IncomingHttpHeaders, allowed: readonly string[]): void {
  const { host = '', origin } = headers;
  // A page of another site must not reach the service by a host name of its own (DNS rebinding).
  if (!LOOPBACK.test(host)) throw denied('Host', 'without keys the service answers to localhost alone');
  if (origin !== undefined && allowed.includes(origin)) return;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreign('Sec-Fetch-Site');
  if (origin !== undefined && hostOf(origin) !== host.toLowerCase()) throw foreign('Origin');
}

/** Host and port as in the header `Host`; empty for the `null` of a page without an origin. */
function hostOf(origin: string): string | undefined {
  return /^https?:\/\/(.+)$/i.exec(origin)?.[1]?.toLowerCase();
}

function foreign(field: string): ServiceError {
  return denied(
    field,
    'without keys the service answers no page of another origin; name the origin in CORS_ORIGIN, or ask for keys',
  );
}

function denied(field: string, message: string): ServiceError {
  return new ServiceError(403, 'PERMISSION_DENIED', message, { field });
}
