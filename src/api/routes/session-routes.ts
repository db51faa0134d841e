import Type, { type Static } from 'typebox';
import { ANYBODY, SCOPES } from '../auth/api-key.ts';
import { requireOwnPage } from '../auth/require-own-page.ts';
import { endedCookie, isSecurePage, sessionCookie, sessionToken } from '../auth/session-cookie.ts';
import { ServiceError } from '../problems/service-error.ts';
import { SessionInfo } from '../schemas/session.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers } from './answers.ts';

const SignIn = Type.Object({ key: Type.String({ minLength: 1, maxLength: 1000 }) }, { additionalProperties: false });

/** How the pages of the dashboard sign in and out. Programs send their key with each request instead. */
export async function sessionRoutes(app: App, context: ServiceContext): Promise<void> {
  const { engine, version, findKey, isOpen, sessions, unknownCallers } = context;
  const info = (key: { readonly name: string; readonly scopes: readonly string[] }, expiresAt: number | null) => ({
    isSignedIn: true,
    name: key.name,
    scopes: [...key.scopes],
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    engine,
    version,
  });

  app.get(
    '/v1/session',
    { config: { scope: 'public' }, schema: { hide: true, response: answers(SessionInfo, 'The session.') } },
    async (request): Promise<Static<typeof SessionInfo>> => {
      if (isOpen) return info({ ...ANYBODY, scopes: SCOPES }, null);
      const token = sessionToken(request.headers);
      const found = token === undefined ? undefined : await sessions?.find(token);
      return found === undefined ? { isSignedIn: false } : info(found.key, found.expiresAt);
    },
  );

  app.post(
    '/v1/session',
    {
      config: { scope: 'public', action: 'sign_in' },
      schema: { hide: true, body: SignIn, response: answers(SessionInfo, 'The session.') },
    },
    async (request, reply): Promise<Static<typeof SessionInfo>> => {
      if (sessions === undefined) throw new ServiceError(404, 'NOT_FOUND', 'the dashboard is switched off (DASHBOARD)');
      requireOwnPage(request);
      if (isOpen) return info({ ...ANYBODY, scopes: SCOPES }, null);
      const key = await findKey(request.body.key.trim());
      if (key === undefined) {
        unknownCallers.add(request.ip);
        throw new ServiceError(401, 'AUTHENTICATION_FAILED', 'this API key is not known, or was revoked', {
          field: 'key',
        });
      }
      request.apiKey = key;
      // One that was there before ends: it may be somebody else's.
      const before = sessionToken(request.headers);
      if (before !== undefined) await sessions.end(before);
      const { token, expiresAt } = await sessions.begin(key);
      reply.header('set-cookie', sessionCookie(token, sessions.lifeMs, isSecurePage(request.headers)));
      return info(key, expiresAt);
    },
  );

  app.delete(
    '/v1/session',
    {
      config: { scope: 'any', action: 'sign_out' },
      schema: { hide: true, response: answers(SessionInfo, 'The session is over.') },
    },
    async (request, reply): Promise<Static<typeof SessionInfo>> => {
      const token = sessionToken(request.headers);
      if (token !== undefined) await sessions?.end(token);
      reply.header('set-cookie', endedCookie(isSecurePage(request.headers)));
      return { isSignedIn: false };
    },
  );
}
