import type { FastifyRequest } from 'fastify';
import { mayChange } from '../may-change.ts';
import { ServiceError } from '../problems/service-error.ts';

/** The header that the dashboard sends with each request; no other page can without the service's consent (CORS). */
const OWN_HEADER = 'x-requested-by';
const OWN_NAME = 'pulsebase';

/**
 * Lets a session do nothing for the page of another site, though a browser sends its cookie by itself. `Sec-Fetch-Site` is what the
 * browser knows of the page and survives proxies; one that sends none, or a program, must show by `Origin` where a change comes from.
 *
 * @throws ServiceError `PERMISSION_DENIED`.
 */
export function requireOwnPage(request: Pick<FastifyRequest, 'headers' | 'method'>): void {
  const { headers } = request;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw foreign('Sec-Fetch-Site');
  if (!mayChange(request)) return;
  if (headers[OWN_HEADER] !== OWN_NAME) throw foreign('X-Requested-By');
  const { origin = '', host = '' } = headers;
  // A browser that says so has compared them itself, by the address that it knows.
  if (site === undefined && /^https?:\/\/(.+)$/i.exec(origin)?.[1]?.toLowerCase() !== host.toLowerCase()) {
    throw foreign('Origin');
  }
}

function foreign(field: string): ServiceError {
  return new ServiceError(
    403,
    'PERMISSION_DENIED',
    'a session works for the pages of the service alone; programs send an API key with each request',
    { field },
  );
}
