import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { EXTERNAL_PREFIX } from '../model/external-id.ts';
import { MAX_EXTERNAL_ID_LENGTH } from '../model/user-name.ts';
import { allowedOrigins } from './auth/allowed-origins.ts';
import { authenticate } from './auth/authenticate.ts';
import { limitRate } from './auth/limit-rate.ts';
import { jsonBody } from './body/json-body.ts';
import { registerPages } from './dashboard/register-pages.ts';
import { registerDocs } from './docs/register-docs.ts';
import { boundAnswers } from './front/bound-answers.ts';
import { BrokenRequests } from './front/broken-requests.ts';
import { PLAIN_HEADERS } from './front/plain-headers.ts';
import { refuseOtherMethods } from './front/refuse-other-methods.ts';
import { requireProperRequest, takeExpectations } from './front/require-proper-request.ts';
import { sendProblem } from './front/send-problem.ts';
import { overloaded, ServiceError } from './problems/service-error.ts';
import { recordRequests } from './record-requests.ts';
import type { Routes } from './routes/route-list.ts';
import { NoParameters } from './schemas/parameters.ts';
import type { SchemaTypes } from './schemas/type-provider.ts';
import { validatorCompiler } from './schemas/validate.ts';
import type { App, ServiceContext } from './service-context.ts';
import { beginWrites } from './writes/begin-writes.ts';
import type { ServiceWrites } from './writes/service-writes.ts';

/** Limit of bodies that are read as a whole (a user, a period), unless a route accepts longer lists. */
const JSON_BODY_BYTES = 64 * 1024;

/** Assembles the service, without listening: tests inject requests. */
export async function buildApp(
  context: ServiceContext,
  writes: ServiceWrites,
  log: FastifyBaseLogger,
  routes: readonly Routes[],
): Promise<App> {
  const { settings, metrics, tracer } = context;
  const requestMs = settings.requestTimeout * 1000;
  const broken = new BrokenRequests(log, metrics);
  const app = Fastify({
    loggerInstance: log,
    // One log line per request, written below: the framework's own contains the path, and with it the id of a user.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    requestIdHeader: false,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    },
    bodyLimit: JSON_BODY_BYTES,
    exposeHeadRoutes: true,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: EXTERNAL_PREFIX.length + MAX_EXTERNAL_ID_LENGTH },
    // Bodies have their own time limit, since a large one may take an hour.
    requestTimeout: 0,
    http: {
      // Node's default is 300 s, and the header timeout must not exceed it.
      requestTimeout: 0,
      headersTimeout: requestMs,
      connectionsCheckingInterval: 1000,
      // The server itself would refuse a request without a host with a bare 400.
      requireHostHeader: false,
    },
    // A malformed path gets here without any hook.
    frameworkErrors: (error, request, reply) => {
      reply.headers(PLAIN_HEADERS);
      reply.raw.once('close', () =>
        metrics.request(request.method, 'none', reply.statusCode, reply.elapsedTime / 1000),
      );
      void sendProblem(request as FastifyRequest, reply as FastifyReply, error, metrics);
    },
    clientErrorHandler: (error, socket) => broken.answer(error, socket),
  }).withTypeProvider<SchemaTypes>() as App;
  broken.watch(app.server);
  takeExpectations(app.server);

  app.decorateRequest('apiKey', undefined);
  app.decorateRequest('measuredFrom', undefined);
  app.decorateRequest('isRecorded', false);
  app.decorateRequest('brokenAs', undefined);
  app.decorateRequest('audited');
  app.decorateRequest('isAudited', false);
  app.decorateRequest('trace');
  app.setValidatorCompiler(validatorCompiler);
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error, metrics));
  // Unknown parameters are refused, even if the route has none.
  app.addHook('onRoute', (route) => {
    route.schema = { querystring: NoParameters, ...route.schema };
  });

  await app.register(helmet, { global: true, hsts: false });
  if (settings.corsOrigin !== '') {
    await app.register(cors, {
      origin: allowedOrigins(settings.corsOrigin),
      allowedHeaders: [
        ...['authorization', 'x-api-key', 'content-type', 'content-encoding', 'idempotency-key', 'accept'],
        'last-event-id',
      ],
      exposedHeaders: ['x-request-id', 'retry-after', 'idempotency-replayed'],
      methods: ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE'],
    });
  }
  app.removeContentTypeParser('text/plain');
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', (request, stream, done) => {
    const limits = { maxBytes: request.routeOptions.bodyLimit, totalMs: requestMs, stopping: context.stopping };
    jsonBody(request.headers, stream, limits).then((text) => parseJson(request, text, done), done);
  });

  recordRequests(app, context);
  app.addHook('onRequest', async (request, reply) => {
    request.audited = {};
    request.trace = tracer.begin(request.headers.traceparent);
    reply.header('x-request-id', request.id);
    requireProperRequest(request, reply);
    const { scope } = request.routeOptions.config;
    const refusal = scope === 'public' ? undefined : context.refusal();
    if (refusal !== undefined) {
      reply.header('connection', 'close');
      throw overloaded(refusal, 5);
    }
    await authenticate(request, context);
  });
  beginWrites(app, writes);
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  boundAnswers(app, requestMs);
  await limitRate(app, settings.rateLimit, context.rates);
  await registerDocs(app);
  registerPages(app, context.pages);
  const refuseOthers = refuseOtherMethods(app);
  // Each in its own plugin scope: some read their bodies themselves.
  for (const add of routes) await app.register(async (scope) => add(scope as unknown as App, context));
  refuseOthers();
  app.setNotFoundHandler(() => {
    throw new ServiceError(404, 'NOT_FOUND', 'there is nothing under this path; see /docs');
  });
  return app;
}
