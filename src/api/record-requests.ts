import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mayChange } from './may-change.ts';
import type { App, ServiceContext } from './service-context.ts';

/** nginx's status for a caller who left before the answer was complete; nobody ever receives it. */
const LEFT = 499;

/**
 * Records each request, however it ended: in metrics, objectives, traces and log when it is over. A request that may have changed
 * data is in the audit log before its answer is sent, so that a kill cannot lose the entry of an answered request.
 */
export function recordRequests(app: App, context: ServiceContext): void {
  // The framework reports answers that were sent, but not those that were cut off.
  app.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) account(request, reply, LEFT);
    });
  });
  app.decorateRequest('auditStream', function (this: FastifyRequest, status: number) {
    if (status >= 400) this.brokenAs = status;
    return auditChange(this, status);
  });
  // Called when the work is over, even if the caller has left; but a stream may only begin here.
  app.addHook('onSend', async (request, reply, payload) => {
    if (mayChange(request) && !(payload instanceof Readable)) await auditChange(request, reply.statusCode);
  });
  app.addHook('onResponse', async (request, reply) => account(request, reply, reply.statusCode));

  function account(request: FastifyRequest, reply: FastifyReply, sent: number): void {
    if (request.isRecorded) return;
    request.isRecorded = true;
    const status = request.brokenAs ?? sent;
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
    // Refused and failed requests say nothing about latency; those cut off at the time limit do.
    if (config.measured !== undefined && request.measuredFrom !== 'never' && (status < 400 || status === 504)) {
      objectives.add(
        config.measured,
        request.measuredFrom === undefined ? ms : performance.now() - request.measuredFrom,
      );
    }
    // Callers without a known key are logged separately, a line per minute.
    const isUnknown = request.apiKey === undefined && (status === 401 || status === 429);
    const level = config.scope === 'public' || config.scope === 'metrics' || isUnknown ? 'debug' : 'info';
    request.log[level](
      { method: request.method, route, status, durationMs: Math.round(ms), key: request.apiKey?.id },
      'request',
    );
    if (!mayChange(request)) void audit(request, status);
  }

  function auditChange(request: FastifyRequest, status: number): Promise<void> {
    return audit(request, request.raw.socket.destroyed ? LEFT : status);
  }

  async function audit(request: FastifyRequest, status: number): Promise<void> {
    const { action } = request.routeOptions.config;
    if (action === undefined || request.apiKey === undefined || request.isAudited) return;
    request.isAudited = true;
    await context.audit({ requestId: request.id, key: request.apiKey.id, action, status, ...request.audited });
  }
}
