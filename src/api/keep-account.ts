import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App, ServiceContext } from './service-context.ts';

/** What nginx calls an answer whose caller left before it was complete; nobody ever receives it. */
const LEFT = 499;

/** Writes each request down when it is over, however it ended: metrics, objectives, traces, audit log, log. */
export function keepAccount(app: App, context: ServiceContext): void {
  // The framework tells of answers that were sent, and of nothing that was cut off.
  app.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) void account(request, reply, LEFT);
    });
  });
  app.addHook('onResponse', async (request, reply) => account(request, reply, reply.statusCode));

  async function account(request: FastifyRequest, reply: FastifyReply, status: number): Promise<void> {
    if (request.isAccounted) return;
    request.isAccounted = true;
    const { metrics, objectives } = context;
    const { config, url: route = 'none' } = request.routeOptions;
    const ms = reply.elapsedTime;
    metrics.request(request.method, route, status, ms / 1000);
    if (config.scope !== 'public') {
      const attributes = {
        'http.request.method': request.method,
        'http.route': route,
        'http.response.status_code': status,
      };
      request.trace?.end(`${request.method} ${route}`, attributes, status >= 500);
    }
    // What was refused or failed says nothing of how long an answer takes; what was cut off at the time limit does.
    if (config.measured !== undefined && request.measuredFrom !== 'never' && (status < 400 || status === 504)) {
      objectives.add(
        config.measured,
        request.measuredFrom === undefined ? ms : performance.now() - request.measuredFrom,
      );
    }
    // Callers without a key that is known have a line a minute of their own.
    const isUnknown = request.apiKey === undefined && (status === 401 || status === 429);
    const level = config.scope === 'public' || config.scope === 'metrics' || isUnknown ? 'debug' : 'info';
    request.log[level](
      { method: request.method, route, status, ms: Math.round(ms), key: request.apiKey?.id },
      'request',
    );
    await request.unfinished;
    if (config.action === undefined || request.apiKey === undefined) return;
    const { id: key } = request.apiKey;
    context.audit({ requestId: request.id, key, action: config.action, status, ...request.audited });
  }
}
