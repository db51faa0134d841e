import { createHash, type Hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { localTime } from '../../importers/local-time.ts';
import { bodyChunks } from '../body/body-chunks.ts';
import { bodyKind } from '../body/body-kind.ts';
import { type BodyOptions, takeReadings } from '../body/take-readings.ts';
import { ServiceError } from '../problems/service-error.ts';
import { Reading } from '../schemas/answers.ts';
import { IngestHeaders, IngestParameters } from '../schemas/parameters.ts';
import { ReadingsReceipt } from '../schemas/receipt.ts';
import { unreadBody } from '../schemas/validate.ts';
import type { App, ServiceContext } from '../service-context.ts';
import type { IdempotentRequest } from '../state/idempotency.ts';
import { answers } from './route-schema.ts';

type Answer = Type.Static<typeof ReadingsReceipt>;

const BODY = {
  content: {
    'application/json': { schema: Type.Array(Reading) },
    'application/x-ndjson': {
      schema: Type.String({ description: 'One object of userId, timestamp, heartRate a line.' }),
    },
    'text/csv': { schema: Type.String({ description: 'With the header user_id,timestamp,heart_rate.' }) },
  },
};

/** Readings come in. The body is read by the route itself, so that its size does not matter. */
export async function ingestRoutes(app: App, context: ServiceContext): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post(
    '/v1/readings',
    {
      config: { scope: 'write', action: 'ingest', measured: 'ingest', readsBody: true },
      schema: {
        operationId: 'ingest',
        tags: ['readings'],
        summary: 'Add readings, or correct those with the same user and instant',
        description:
          'Answers once the readings are durable and part of every answer. A large body is committed batch by batch; where it breaks off, the problem names the last row that is committed. Packed bodies (Content-Encoding: gzip) are taken.',
        headers: IngestHeaders,
        querystring: IngestParameters,
        body: BODY,
        response: answers(ReadingsReceipt, 'What became of the rows.'),
      },
      validatorCompiler: unreadBody,
    },
    async (request, reply) => {
      const key = request.headers['idempotency-key'];
      if (key === undefined) return ingest(context, request, request.query, undefined);
      const idempotent = context.idempotency.begin(request.apiKey?.id ?? '', key);
      try {
        const answer = await ingest(context, request, request.query, idempotent);
        if (idempotent.isKnown) reply.header('idempotency-replayed', 'true');
        return answer;
      } finally {
        idempotent.end();
      }
    },
  );
}

async function ingest(
  context: ServiceContext,
  request: FastifyRequest,
  options: BodyOptions,
  idempotent: IdempotentRequest | undefined,
): Promise<Answer> {
  const { settings } = context;
  const { format, isGzip } = bodyKind(request.headers);
  const zone = localTime(options.timezone ?? 'UTC');
  const { bodyLimit: maxBytes, requestTimeout } = settings;
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  if (length > maxBytes)
    throw new ServiceError(413, 'BODY_TOO_LARGE', `a body may hold ${maxBytes} bytes; send several`);
  const fingerprint = createHash('sha256').update(JSON.stringify([request.url, format]));
  const chunks = hashed(bodyChunks(request.raw, isGzip, { maxBytes, idleMs: requestTimeout * 1000 }), fingerprint);
  if (idempotent?.isKnown === true) {
    for await (const _ of chunks);
    return JSON.parse(idempotent.replay(fingerprint.digest()) ?? '') as Answer;
  }
  const expectedBytes = Number.isNaN(length) || isGzip ? undefined : length;
  const taken = await request.trace.span('ingest', () =>
    context.unit.write((write) =>
      takeReadings(write, {
        chunks,
        format,
        zone,
        expectedBytes,
        options,
        load: context.load,
        refusal: context.refusal,
      }),
    ),
  );
  context.metrics.receipt(taken.answer);
  request.audited = { users: taken.users, rows: taken.answer.read };
  request.isUnmeasured = !taken.isSmall;
  idempotent?.done(fingerprint.digest(), JSON.stringify(taken.answer));
  return taken.answer;
}

async function* hashed(chunks: AsyncGenerator<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
