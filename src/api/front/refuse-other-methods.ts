import { ServiceError } from '../problems/service-error.ts';
import type { App } from '../service-context.ts';

/** The methods of a path. */
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'] as const;

/** Records the methods of all routes registered from now on; returns a function that refuses other methods on their paths. */
export function refuseOtherMethods(app: App): () => void {
  const methods = new Map<string, string[]>();
  app.addHook('onRoute', ({ url, method }) => {
    methods.set(url, [...(methods.get(url) ?? []), ...[method].flat()]);
  });
  return () => {
    for (const [url, known] of [...methods]) {
      const others = METHODS.filter((method) => !known.includes(method));
      if (url.includes('*') || others.length === 0) continue;
      app.route({
        method: others,
        url,
        config: { scope: 'any' },
        schema: { hide: true },
        // Before the body is parsed.
        preParsing: async (_request, reply) => {
          reply.header('allow', known.join(', '));
          throw new ServiceError(405, 'NOT_FOUND', `this path takes ${known.join(', ')}`);
        },
        handler: async () => undefined,
      });
    }
  };
}
