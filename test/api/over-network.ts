import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { after } from 'node:test';
import { type Injected, inject } from './inject.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const served: Injected[] = [];
after(async () => {
  for (const { service } of served) await service.remove();
});

/** A service that listens, with two users. It is gone when the file's tests are over. */
export async function serve(...options: Parameters<typeof inject>): Promise<Injected & { readonly port: number }> {
  const injected = await inject(...options);
  served.push(injected);
  const url = await injected.service.listen();
  await injected.store.importUsers([{ id: 1 }, { id: 2 }]);
  return { ...injected, port: Number(new URL(url).port) };
}

/** Sends a request whose body is written by hand. */
export function open(
  { service, port }: { readonly service: Injected['service']; readonly port: number },
  method: string,
  path: string,
  headers: Record<string, string> = {},
) {
  const request = httpRequest({
    port,
    host: '127.0.0.1',
    method,
    path,
    agent: false,
    headers: { authorization: `Bearer ${service.adminKey}`, ...headers },
  });
  const answer = (async (): Promise<Answer> => {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  })();
  answer.catch(() => {});
  return { request, answer };
}

export const CSV = { 'content-type': 'text/csv' };
/** A reading of user 1, a second after the one before it. */
export const line = (at: number) => `1,${new Date(Date.UTC(2023, 0, 1) + at * 1000).toISOString()},60.125\n`;
export const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => line(from + at)).join('');
export const HEADER = 'user_id,timestamp,heart_rate\n';

/** The code of a problem document. */
export function codeOf({ headers, body }: Answer): string {
  assert.equal(headers['content-type'], 'application/problem+json', body);
  return (JSON.parse(body) as { code: string }).code;
}
