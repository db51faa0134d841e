import type { FastifyRequest } from 'fastify';
import { ServiceError } from '../problems/service-error.ts';
import type { ServiceContext } from '../service-context.ts';
import { allowedOrigins } from './allowed-origins.ts';
import { ANYBODY, type ApiKey, allows } from './api-key.ts';
import { requireLocalCaller } from './require-local-caller.ts';
import { requireOwnPage } from './require-own-page.ts';
import { sessionToken } from './session-cookie.ts';

/** Authenticates a request, or throws. A route without a declared scope is for `admin` only. */
export async function authenticate(request: FastifyRequest, context: ServiceContext): Promise<void> {
  const { scope = request.is404 ? 'any' : 'admin' } = request.routeOptions.config;
  if (scope === 'public') return;
  if (context.isOpen) {
    requireLocalCaller(request.headers, allowedOrigins(context.settings.corsOrigin));
    request.apiKey = ANYBODY;
    return;
  }
  const text = keyText(request);
  const key = text === undefined ? await keyOfSession(request, context) : await context.findKey(text);
  if (key === undefined) {
    context.unknownCallers.add(request.ip);
    throw new ServiceError(
      401,
      'AUTHENTICATION_FAILED',
      text === undefined
        ? 'send an API key as Authorization: Bearer KEY; the command line takes it from PULSEBASE_API_KEY'
        : 'this API key is not known, or was revoked',
      { field: 'Authorization' },
    );
  }
  request.apiKey = key;
  if (scope !== 'any' && !allows(key.scopes, scope)) {
    throw new ServiceError(403, 'PERMISSION_DENIED', `this API key lacks the scope ${scope}`, {
      field: 'Authorization',
    });
  }
}

/** The key of the session that a page of the dashboard has. @throws ServiceError `PERMISSION_DENIED`. */
async function keyOfSession(request: FastifyRequest, { sessions }: ServiceContext): Promise<ApiKey | undefined> {
  const token = sessionToken(request.headers);
  const found = token === undefined ? undefined : await sessions?.find(token);
  if (found !== undefined) requireOwnPage(request);
  return found?.key;
}

function keyText({ headers }: FastifyRequest): string | undefined {
  const given = headers['x-api-key'];
  if (typeof given === 'string') return given.trim();
  return /^bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
}
