import { ServiceError } from '../problems/service-error.ts';
import type { App } from '../service-context.ts';

/** Methods that a path may be asked for. */
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'] as const;

/** Notes the methods of all routes from now on; what it gives refuses the other ones of their paths. */
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
        // Before the body is looked at.
        preParsing: async (_request, reply) => {
          reply.header('allow', known.join(', '));
          throw new ServiceError(405, 'NOT_FOUND', `this path takes ${known.join(', ')}`);
        },
        handler: async () => undefined,
      });
    }
  };
}
