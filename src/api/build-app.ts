import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { authenticate } from './auth/authenticate.ts';
import { doneReading, tellBrokenSender } from './body/broken-senders.ts';
import { jsonBody } from './body/json-body.ts';
import { registerDocs } from './docs.ts';
import { keepAccount } from './keep-account.ts';
import { problemOf } from './problems/problem-of.ts';
import { overloaded, ServiceError } from './problems/service-error.ts';
import { erasureRoutes } from './routes/erasure.ts';
import { ingestRoutes } from './routes/ingest.ts';
import { maintenanceRoutes } from './routes/maintenance.ts';
import { questionRoutes } from './routes/questions.ts';
import { readingRoutes } from './routes/readings.ts';
import { serviceRoutes } from './routes/service.ts';
import { userRoutes } from './routes/users.ts';
import { usersImportRoutes } from './routes/users-import.ts';
import { Problem } from './schemas/problem.ts';
import type { SchemaTypes } from './schemas/type-provider.ts';
import { validatorCompiler } from './schemas/validate.ts';
import type { App, ServiceContext } from './service-context.ts';
import { beginWrites } from './writes/begin-writes.ts';
import type { UnitOfWork } from './writes/unit-of-work.ts';

/** Bodies that are read as a whole: a user, a list of ids. */
const JSON_BODY_BYTES = 4 * 1024 * 1024;
/** How long the rest of a refused body is still taken, so that its sender gets to read the answer. */
const LINGER_MS = 5000;

/** Methods that a path may be asked for. */
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'] as const;

const ROUTES = [
  questionRoutes,
  readingRoutes,
  ingestRoutes,
  userRoutes,
  usersImportRoutes,
  erasureRoutes,
  maintenanceRoutes,
  serviceRoutes,
];

/** Puts the service together, without listening: tests give it requests by hand. */
export async function buildApp(context: ServiceContext, unit: UnitOfWork, log: FastifyBaseLogger): Promise<App> {
  const { settings, metrics, tracer } = context;
  const app = Fastify({
    loggerInstance: log,
    // One line a request, written below: what the framework writes holds the path, and with it the id of a user.
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    },
    bodyLimit: JSON_BODY_BYTES,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 64 },
    // Bodies have a time limit of their own, since a large one may take an hour.
    requestTimeout: 0,
    http: {
      // Node's own default is 300 s, and it refuses more for the headers alone.
      requestTimeout: 0,
      headersTimeout: settings.requestTimeout * 1000,
      connectionsCheckingInterval: 1000,
    },
    frameworkErrors: (error, request, reply) => {
      sendProblem(request as FastifyRequest, reply as FastifyReply, error);
    },
    clientErrorHandler: answerBrokenRequest,
  }).withTypeProvider<SchemaTypes>() as App;

  app.decorateRequest('apiKey', undefined);
  app.decorateRequest('measuredFrom', undefined);
  app.decorateRequest('isAccounted', false);
  app.decorateRequest('audited');
  app.decorateRequest('isAudited', false);
  app.decorateRequest('trace');
  app.setValidatorCompiler(validatorCompiler);
  app.addSchema(Problem);
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error));

  await app.register(helmet, { global: true, hsts: false });
  if (settings.corsOrigin !== '') {
    await app.register(cors, {
      origin: settings.corsOrigin.split(',').map((origin) => origin.trim()),
      allowedHeaders: ['authorization', 'x-api-key', 'content-type', 'content-encoding', 'idempotency-key', 'accept'],
      exposedHeaders: ['x-request-id', 'retry-after', 'idempotency-replayed'],
      methods: ['GET', 'PUT', 'POST', 'DELETE'],
    });
  }
  app.removeContentTypeParser('text/plain');
  const parseJson = app.getDefaultJsonParser('error', 'error');
  const jsonLimits = { maxBytes: JSON_BODY_BYTES, totalMs: settings.requestTimeout * 1000 };
  app.addContentTypeParser('application/json', (request, stream, done) => {
    jsonBody(request.headers, stream, jsonLimits).then((text) => parseJson(request, text, done), done);
  });

  keepAccount(app, context);
  app.addHook('onRequest', async (request, reply) => {
    request.audited = {};
    request.trace = tracer.begin(request.headers.traceparent);
    reply.header('x-request-id', request.id);
    const { scope } = request.routeOptions.config;
    const refusal = scope === 'public' ? undefined : context.refusal();
    if (refusal !== undefined) {
      reply.header('connection', 'close');
      throw overloaded(refusal, 5);
    }
    authenticate(request, context);
  });
  beginWrites(app, unit);
  app.addHook('onSend', async (request, reply, payload) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    // A reader that was given up in the middle never says so.
    doneReading(request.raw);
    if (!request.raw.complete) linger(request);
    // Who takes nothing of an answer holds it in memory; streams mind that themselves, since they may have to wait for the store.
    if (typeof payload === 'string') reply.raw.setTimeout(settings.requestTimeout * 1000, () => reply.raw.destroy());
  });
  if (settings.rateLimit > 0) {
    await app.register(rateLimit, {
      max: settings.rateLimit,
      timeWindow: 60_000,
      cache: 10_000,
      keyGenerator: (request) => request.apiKey?.id ?? request.ip,
      allowList: (request) => request.routeOptions.config.scope === 'public',
      errorResponseBuilder: (_request, { ttl }) =>
        new ServiceError(429, 'RATE_LIMITED', `this API key may make ${settings.rateLimit} requests a minute`, {
          retryAfter: Math.max(1, Math.ceil(ttl / 1000)),
        }),
    });
  }
  await registerDocs(app);
  const methods = new Map<string, string[]>();
  app.addHook('onRoute', ({ url, method }) => {
    methods.set(url, [...(methods.get(url) ?? []), ...[method].flat()]);
  });
  // Each in a scope of its own: some read their bodies themselves.
  for (const routes of ROUTES) await app.register(async (scope) => routes(scope as unknown as App, context));
  refuseOtherMethods(app, methods);
  app.setNotFoundHandler(() => {
    throw new ServiceError(404, 'NOT_FOUND', 'there is nothing under this path; see /docs');
  });
  return app;

  function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
    const { status, problem, retryAfter } = problemOf(error, request.id);
    if (problem.code === 'ABORTED') reply.header('connection', 'close');
    if (status >= 500 && problem.code !== 'OVERLOADED')
      request.log.error({ err: error, code: problem.code }, 'request failed');
    else request.log.debug({ code: problem.code, field: problem.field, status }, 'request refused');
    if (status === 429 || status === 503) metrics.refused(problem.code);
    // A path that cannot be read comes here without any hook.
    reply.header('x-request-id', request.id);
    if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
    if (status === 401) reply.header('www-authenticate', 'Bearer realm="pulsebase"');
    return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(problem);
  }
}

/** Takes the rest of a body that nobody reads, for a while. */
function linger({ raw }: FastifyRequest): void {
  raw.removeAllListeners('readable');
  raw.resume();
  const timer = setTimeout(() => {
    if (!raw.complete) raw.destroy();
  }, LINGER_MS);
  timer.unref();
  raw.once('close', () => clearTimeout(timer));
}

/** A path that is there, with a method that is not. */
function refuseOtherMethods(app: App, methods: ReadonlyMap<string, readonly string[]>): void {
  for (const [url, known] of methods) {
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
}

/** What is no HTTP at all never becomes a request. */
function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  // Who reads a body on this connection gives the answer: he knows how much of it is committed.
  if (!socket.writable || socket.destroyed || tellBrokenSender(socket, error)) return;
  const isLong = error.code === 'HPE_HEADER_OVERFLOW';
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = isLong ? '431 Request Header Fields Too Large' : isSlow ? '408 Request Timeout' : '400 Bad Request';
  const detail = isLong ? 'the headers are too large' : isSlow ? 'the request took too long' : 'this is no proper HTTP';
  const code = isLong ? 'BODY_TOO_LARGE' : isSlow ? 'TIMEOUT' : 'INVALID_ARGUMENT';
  const { problem } = problemOf(new ServiceError(Number(status.slice(0, 3)), code, detail), randomUUID());
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
