import Type from 'typebox';
import { SCOPES } from '../auth/api-key.ts';
import { Health, ServiceInfo, SloReport } from '../schemas/answers.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers } from './answers.ts';

/** Routes about the service itself: for people, for monitoring, and for orchestration. */
export async function serviceRoutes(app: App, context: ServiceContext): Promise<void> {
  const { engine, version, metrics, objectives, readiness, refusal } = context;

  app.get(
    '/v1',
    {
      config: { scope: 'any' },
      schema: {
        operationId: 'serviceInfo',
        tags: ['service'],
        summary: 'What answers here, and what the key may do',
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
    async (_request, reply) => {
      const stopping = refusal();
      if (stopping !== undefined) return reply.code(503).send({ status: 'unavailable', reason: stopping });
      if (await readiness.check()) return { status: 'ok' as const };
      return reply.code(503).send({ status: 'unavailable', reason: 'the store does not answer' });
    },
  );
}
