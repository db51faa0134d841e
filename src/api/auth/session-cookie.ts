import type { IncomingHttpHeaders } from 'node:http';

const NAME = 'pulsebase_session';
/** Over TLS browsers take this name only from the very host, never from a neighbour of the same domain. */
const SECURE_NAME = `__Host-${NAME}`;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token of a session in a request; `undefined` when there is none. */
export function sessionToken({ cookie = '' }: IncomingHttpHeaders): string | undefined {
  const cookies = new Map(
    cookie.split(';').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
    }),
  );
  const token = cookies.get(SECURE_NAME) ?? cookies.get(NAME);
  return token !== undefined && TOKEN.test(token) ? token : undefined;
}

/** The `Set-Cookie` of a session that has begun; scripts cannot read it, and pages of other sites cannot have it sent. */
export function sessionCookie(token: string, lifeMs: number, isSecure: boolean): string {
  return cookieOf(isSecure, token, Math.floor(lifeMs / 1000));
}

/** The `Set-Cookie` that removes it. */
export function endedCookie(isSecure: boolean): string {
  return cookieOf(isSecure, '', 0);
}

/** Whether a page was loaded over TLS, whatever a proxy makes of its requests. */
export function isSecurePage({ origin = '' }: IncomingHttpHeaders): boolean {
  return /^https:/i.test(origin);
}

function cookieOf(isSecure: boolean, value: string, maxAge: number): string {
  const attributes = `Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict`;
  return isSecure ? `${SECURE_NAME}=${value}; ${attributes}; Secure` : `${NAME}=${value}; ${attributes}`;
}
