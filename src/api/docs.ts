import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { App } from './service-context.ts';

const TAGS = [
  { name: 'queries', description: 'The two queries.' },
  { name: 'readings', description: 'Readings and their averages.' },
  { name: 'users', description: 'People whose readings are kept.' },
  { name: 'erasure', description: 'Deletion that holds.' },
  { name: 'store', description: 'The store as a whole.' },
  { name: 'service', description: 'The service itself.' },
];

/** The API's description, OpenAPI 3.1, from the schemas of the routes that are registered afterwards, and pages to try it. */
export async function registerDocs(app: App): Promise<void> {
  app.addHook('onRoute', (route) => {
    // What describes the service holds nobody's data.
    if (route.url.startsWith('/docs')) route.config = { ...route.config, scope: 'public' };
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Pulsebase',
        version: '1',
        description:
          'A heart-rate store with exact, millisecond answers. Instants are ISO 8601, UTC; heart rates are in bpm. Errors are problem documents (RFC 9457) with a stable code.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: TAGS,
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key: pulsebase keys create.' },
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
      security: [{ bearer: [] }, { apiKey: [] }],
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, at) => String(json.$id ?? `schema-${at}`) },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    // Without TLS the pages would look for their parts at an address that is not there.
    transformStaticCSP: (policy) => policy.replace(/\s*upgrade-insecure-requests;?/, ''),
    logLevel: 'silent',
  });
  app.get('/openapi.json', { config: { scope: 'public' }, schema: { hide: true } }, async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(app.swagger()),
  );
}
