import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifySchema } from 'fastify';
import type { App } from '../service-context.ts';
import { nameComponents } from './name-components.ts';
import { OUTGOING } from './outgoing.ts';
import { type ProblemStatus, problemName, problemResponses } from './problem-responses.ts';
import { problemsOf } from './problems-of.ts';

const TAGS = [
  { name: 'queries', description: 'The two queries.' },
  { name: 'readings', description: 'Readings and their averages.' },
  { name: 'users', description: 'People whose readings are kept.' },
  { name: 'erasure', description: 'Deletion that holds.' },
  { name: 'alarms', description: 'What happens to alarms.' },
  { name: 'webhooks', description: 'Receivers that are told of alarms.' },
  { name: 'store', description: 'The store as a whole.' },
  { name: 'keys', description: 'Who may use the service.' },
  { name: 'service', description: 'The service itself.' },
];

/** The key that holds the statuses of an operation's problems until they are added to its answers. */
const PROBLEMS = 'x-problems';

/** Serves the OpenAPI 3.1 description, from the schemas of the routes registered afterwards, and pages to try it. */
export async function registerDocs(app: App): Promise<void> {
  app.addHook('onRoute', (route) => {
    // The description contains no personal data.
    if (route.url.startsWith('/docs')) route.config = { ...route.config, scope: 'public' };
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Pulsebase',
        version: '1',
        description:
          'A heart-rate store with exact, millisecond answers. Instants are ISO 8601, UTC; heart rates are in bpm. Errors are problem documents (RFC 9457) with a stable code. Whatever GET gives, HEAD may be asked for.',
        contact: { name: 'Pulsebase', url: 'https://github.com/pulsebase/pulsebase' },
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'The service that gives this description.' }],
      tags: TAGS,
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key: pulsebase keys create.' },
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
      security: [{ bearer: [] }, { apiKey: [] }],
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: { ...(schema as FastifySchema), [PROBLEMS]: problemsOf(route) },
    }),
    transformObject: (given) => {
      if (!('openapiObject' in given)) return given.swaggerObject;
      return describe(given.openapiObject as Description) as typeof given.openapiObject;
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    // Without TLS the pages would load their assets from an address that does not exist.
    transformStaticCSP: (policy) => policy.replace(/\s*upgrade-insecure-requests;?/, ''),
    logLevel: 'silent',
  });
  app.get('/openapi.json', { config: { scope: 'public' }, schema: { hide: true } }, async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(app.swagger()),
  );
}

interface Operation {
  readonly [PROBLEMS]: readonly ProblemStatus[];
  readonly responses: object;
}

interface Description {
  readonly [name: string]: unknown;
  readonly components: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Adds the problems to the answers of each operation, and moves named schemas to the components. */
function describe({ components, paths, ...description }: Description): Description {
  const described = mapValues(paths, (operations) =>
    mapValues(operations, ({ [PROBLEMS]: statuses, responses, ...operation }) => ({
      ...operation,
      responses: {
        ...responses,
        ...Object.fromEntries(
          statuses.map((status) => [status, { $ref: `#/components/responses/${problemName(status)}` }]),
        ),
      },
    })),
  );
  return nameComponents({
    ...description,
    components: { ...components, responses: problemResponses() },
    paths: described,
    webhooks: OUTGOING,
  }) as unknown as Description;
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
