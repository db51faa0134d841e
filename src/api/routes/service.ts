import Type from 'typebox';
import { SCOPES } from '../auth/api-key.ts';
import { ServiceError } from '../problems/service-error.ts';
import { Health, ServiceInfo, SloReport } from '../schemas/answers.ts';
import { NoParameters } from '../schemas/parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers } from './route-schema.ts';

/** Longest wait for the store before the service calls itself unready. */
const READY_MS = 2000;

/** About the service itself: for people, for monitoring, and for whoever starts and stops it. */
export async function serviceRoutes(app: App, context: ServiceContext): Promise<void> {
  const { engine, version, metrics, objectives, questions, refusal } = context;

  app.get(
    '/v1',
    {
      config: { scope: 'any' },
      schema: {
        operationId: 'serviceInfo',
        tags: ['service'],
        summary: 'What answers here, and what the key may do',
        querystring: NoParameters,
        response: answers(ServiceInfo, 'The service.'),
      },
    },
    async (request) => ({
      name: 'pulsebase',
      version,
      engine,
      scopes: request.apiKey === undefined ? [...SCOPES] : [...request.apiKey.scopes],
    }),
  );

  app.get(
    '/v1/slo',
    {
      config: { scope: 'metrics' },
      schema: {
        operationId: 'slo',
        tags: ['service'],
        summary: 'The service level objectives over the window',
        querystring: NoParameters,
        response: answers(SloReport, 'The verdict.'),
      },
    },
    async () => objectives.report(),
  );

  app.get(
    '/metrics',
    {
      config: { scope: 'metrics' },
      schema: {
        operationId: 'metrics',
        tags: ['service'],
        summary: 'Metrics for Prometheus',
        response: { 200: { description: 'Metrics.', content: { 'text/plain': { schema: Type.String() } } } },
      },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  );

  const health = {
    200: { description: 'Yes.', content: { 'application/json': { schema: Health } } },
    503: { description: 'No.', content: { 'application/json': { schema: Health } } },
  };

  app.get(
    '/livez',
    {
      exposeHeadRoute: true,
      config: { scope: 'public' },
      schema: {
        operationId: 'livez',
        tags: ['service'],
        summary: 'Whether the process answers',
        security: [],
        response: health,
      },
    },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/readyz',
    {
      exposeHeadRoute: true,
      config: { scope: 'public' },
      schema: {
        operationId: 'readyz',
        tags: ['service'],
        summary: 'Whether requests can be served: the store answers, its schema is current, nothing is stopping',
        security: [],
        response: health,
      },
    },
    async (request, reply) => {
      const stopping = refusal();
      if (stopping !== undefined) return reply.code(503).send({ status: 'unavailable', reason: stopping });
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error('late')), READY_MS);
      try {
        // A store whose schema is not current does not open at all.
        await Promise.race([questions.getUser(1, request), late.promise]);
        return { status: 'ok' as const };
      } catch (error) {
        // Much to do is no reason to be taken out of service.
        if (error instanceof ServiceError) return { status: 'ok' as const };
        request.log.warn({ err: error }, 'not ready');
        return reply.code(503).send({ status: 'unavailable', reason: 'the store does not answer' });
      } finally {
        clearTimeout(timer);
      }
    },
  );
}
