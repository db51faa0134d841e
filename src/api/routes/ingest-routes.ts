import { createHash, type Hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { ImportJob } from '../../importers/import-job.ts';
import { localTime } from '../../importers/local-time.ts';
import type { Receipt } from '../../store/store.ts';
import { addressee } from '../body/addressee.ts';
import { openBody } from '../body/open-body.ts';
import { LISTED_BODY_FORMATS, READING_BODY_TYPES } from '../body/reading-body-formats.ts';
import { type BodyOptions, type TakenBody, takeReadings } from '../body/take-readings.ts';
import { ServiceError } from '../problems/service-error.ts';
import { SentReading } from '../schemas/answers.ts';
import { IngestHeaders, ReadingsParameters } from '../schemas/parameters.ts';
import { ReadingsReceipt } from '../schemas/receipt.ts';
import { unreadBody } from '../schemas/validate.ts';
import type { App, ServiceContext } from '../service-context.ts';
import type { IdempotentRequest } from '../state/idempotency.ts';
import { answers } from './answers.ts';
import { sendOnce } from './send-once.ts';

type Answer = Type.Static<typeof ReadingsReceipt>;

const BODY = {
  content: {
    'application/json': {
      schema: Type.Array(SentReading, {
        examples: [[{ userId: 1, timestamp: '2023-04-05T07:07:08Z', heartRate: 80 }]],
      }),
    },
    ...Object.fromEntries(
      LISTED_BODY_FORMATS.map(({ body: { mediaTypes, description, example } }) => [
        mediaTypes[0],
        { schema: Type.String({ description, ...(example === undefined ? {} : { examples: [example] }) }) },
      ]),
    ),
  },
};

/** Ingest of readings. The route reads the body itself, so that its size does not matter. */
export async function ingestRoutes(app: App, context: ServiceContext): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post(
    '/v1/readings',
    {
      config: { scope: 'write', action: 'ingest', measured: 'ingest', problems: [409, 422] },
      schema: {
        operationId: 'ingest',
        tags: ['readings'],
        summary: 'Add readings, or correct those with the same user and instant',
        description:
          'Answers once the readings are durable and part of every answer. A large body is committed batch by batch; where it breaks off, the problem names the last row that is committed. Packed bodies (Content-Encoding: gzip) are taken.',
        headers: IngestHeaders,
        querystring: ReadingsParameters,
        body: BODY,
        response: answers(ReadingsReceipt, 'What became of the rows.'),
      },
      validatorCompiler: unreadBody,
    },
    async (request, reply) =>
      sendOnce(context, request, reply, (idempotent) => ingest(context, request, request.query, idempotent)),
  );
}

async function ingest(
  context: ServiceContext,
  request: FastifyRequest,
  options: BodyOptions,
  idempotent: IdempotentRequest | undefined,
): Promise<Answer> {
  const { format, chunks: unread } = openBody(request, context, READING_BODY_TYPES);
  const job = new ImportJob({ zone: localTime(options.timezone ?? 'UTC'), person: addressee(options) });
  const fingerprint = createHash('sha256').update(JSON.stringify([request.url, format.name]));
  const chunks = hashed(unread, fingerprint);
  if (idempotent?.isKnown === true) {
    for await (const _ of chunks);
    request.measuredFrom = performance.now();
    return JSON.parse(idempotent.replay(fingerprint.digest())) as Answer;
  }
  const users = new Set<number>();
  const tell = (receipt: Receipt) => {
    context.metrics.receipt(receipt);
    request.audited = { users, rows: receipt.read };
  };
  const { load, refusal } = context;
  const onHead = (isSmall: boolean) => {
    // How fast a body arrives is up to its sender, and a large one may take long.
    request.measuredFrom = isSmall ? performance.now() : 'never';
  };
  const body = { chunks, format, job, options, load, refusal, onHead, users };
  let answer: TakenBody;
  try {
    answer = await request.trace.span('ingest', () => takeReadings(request.write, body));
    tell(answer);
  } catch (error) {
    // What was committed before the body broke off has changed data.
    if (error instanceof ServiceError && error.committed !== undefined) tell(error.committed.receipt);
    throw error;
  }
  return idempotent === undefined ? answer : idempotent.done(fingerprint.digest(), answer);
}

async function* hashed(chunks: AsyncGenerator<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
