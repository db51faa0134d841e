import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type Type from 'typebox';
import type { LeftOutReason } from '../../importers/left-out.ts';
import { localTime } from '../../importers/local-time.ts';
import { openImport } from '../../importers/open-import.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import { addressee } from '../body/addressee.ts';
import { bodyChunks } from '../body/body-chunks.ts';
import { formFile } from '../body/form-file.ts';
import { spoolBody } from '../body/spool-body.ts';
import { acquireUpload } from '../body/take-batches.ts';
import { type TakenMember, type TakenUpload, takeUpload } from '../body/take-upload.ts';
import { ServiceError } from '../problems/service-error.ts';
import { IngestHeaders, UploadParameters } from '../schemas/parameters.ts';
import { type UploadedFile, UploadReceipt } from '../schemas/receipt.ts';
import { unreadBody } from '../schemas/validate.ts';
import type { App, ServiceContext } from '../service-context.ts';
import type { IdempotentRequest } from '../state/idempotency.ts';
import { MAX_NAMED } from '../watch/audit-log.ts';
import { DEFAULT_REJECTIONS } from '../writes/default-rejections.ts';
import { answers } from './answers.ts';
import { sendOnce } from './send-once.ts';

type Options = Type.Static<typeof UploadParameters>;

const FORM = 'multipart/form-data';
const EXAMPLE = 'timestamp,heart_rate\n2023-04-05T07:07:08Z,80\n';
/** Limits for a caller's archive. */
const UPLOAD_LIMITS = { members: 10_000, depth: 4, ratio: 1100, bytes: 64 * 2 ** 30 };
/** Rows to commit at a time: memory stays small, and small writes get their turn in between. */
const BATCH_ROWS = 100_000;

/** Uploads of files: any format that can be imported, and archives of them. */
export async function uploadRoutes(app: App, context: ServiceContext): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.post(
    '/v1/uploads',
    {
      config: { scope: 'write', action: 'ingest', measured: 'ingest', problems: [409, 422] },
      schema: {
        operationId: 'upload',
        tags: ['readings'],
        summary: 'Add the readings of a file',
        description:
          'Takes any file that `pulsebase import` reads, an archive too, as the body or as the one file of a form (multipart/form-data). Its format is known by its content. Answers once the readings are durable and part of every answer.',
        headers: IngestHeaders,
        querystring: UploadParameters,
        body: {
          content: {
            'application/octet-stream': {
              schema: { type: 'string', format: 'binary', description: 'The file.', examples: [EXAMPLE] },
            },
            [FORM]: {
              schema: {
                type: 'object',
                properties: { file: { type: 'string', format: 'binary' } },
                required: ['file'],
                examples: [{ file: EXAMPLE }],
              },
            },
          },
        },
        response: answers(UploadReceipt, 'What became of the file.'),
      },
      validatorCompiler: unreadBody,
    },
    async (request, reply) =>
      sendOnce(context, request, reply, (idempotent) => upload(context, request, request.query, idempotent)),
  );
}

async function upload(
  context: ServiceContext,
  request: FastifyRequest,
  options: Options,
  idempotent: IdempotentRequest | undefined,
): Promise<UploadReceipt> {
  const person = addressee(options);
  // Checked before a byte of the body is read.
  localTime(options.timezone ?? 'UTC');
  // How fast a file comes is up to its sender.
  request.measuredFrom = 'never';
  // Before a byte of it is read: what is written to disk has bounds too.
  const release = acquireUpload(context.load);
  try {
    return await uploadCounted(context, request, options, person, idempotent);
  } finally {
    release();
  }
}

async function uploadCounted(
  context: ServiceContext,
  request: FastifyRequest,
  options: Options,
  person: ReturnType<typeof addressee>,
  idempotent: IdempotentRequest | undefined,
): Promise<UploadReceipt> {
  const fingerprint = createHash('sha256').update(request.url);
  const { name, chunks } = await fileOf(context, request, options);
  const spooled = await spoolBody(
    (async function* () {
      for await (const chunk of chunks) {
        fingerprint.update(chunk);
        yield chunk;
      }
    })(),
    context.uploads,
  );
  try {
    const digest = fingerprint.digest();
    if (idempotent?.isKnown === true) return JSON.parse(idempotent.replay(digest)) as UploadReceipt;
    const target = await openImport(spooled.path, {
      format: 'auto',
      name,
      timezone: options.timezone,
      personOf: () => person,
      table: { dateOrder: options.dateOrder },
      devices: options.device,
      limits: UPLOAD_LIMITS,
      capacity: BATCH_ROWS,
      identify: (names) => request.write.whoAre(names),
    });
    const users = new Set<number>();
    const { load, refusal } = context;
    const onBlock = async ({ length, userIds, userNames }: ReadingBlock) => {
      for (let at = 0; at < length && users.size <= MAX_NAMED; at += 1) if (userIds[at]! > 0) users.add(userIds[at]!);
      if (users.size <= MAX_NAMED)
        for (const id of await request.write.identify(userNames.slice(0, MAX_NAMED))) users.add(id);
    };
    let taken: TakenUpload;
    try {
      taken = await takeUpload(request.write, {
        target,
        personOf: () => person,
        options,
        maxRejections: options.maxRejections ?? DEFAULT_REJECTIONS,
        load,
        refusal,
        onBlock,
      });
    } catch (error) {
      if (error instanceof ServiceError && error.committed !== undefined) {
        context.metrics.receipt(error.committed.receipt);
        request.audited = { users, rows: error.committed.receipt.read };
      }
      throw error;
    } finally {
      target.close();
    }
    context.metrics.receipt(taken.receipt);
    request.audited = { users, rows: taken.receipt.read };
    const answer = answerOf(taken, target.timezone);
    return idempotent === undefined ? answer : await idempotent.done(digest, answer);
  } finally {
    await spooled.remove();
  }
}

/** The file in a body, or in its form. @throws ServiceError `BODY_TOO_LARGE` before a byte is read. */
async function fileOf({ settings, stopping }: ServiceContext, { headers, raw }: FastifyRequest, { fileName }: Options) {
  const { bodyLimit: maxBytes, requestTimeout } = settings;
  if (Number(headers['content-length'] ?? 0) > maxBytes) {
    throw new ServiceError(
      413,
      'BODY_TOO_LARGE',
      `a file may have ${maxBytes} bytes; send several, or import it with the command line`,
    );
  }
  const isGzip = /^(?:x-)?gzip$/i.test(headers['content-encoding'] ?? '');
  const chunks = bodyChunks(raw, isGzip, { maxBytes, idleMs: requestTimeout * 1000, stopping });
  const type = headers['content-type'] ?? '';
  if (!type.toLowerCase().startsWith(FORM)) return { name: fileName ?? 'the file', chunks };
  const { name, chunks: content } = await formFile(type, chunks);
  return { name: fileName ?? (name || 'the file'), chunks: content };
}

function answerOf({ receipt, members, skipped }: TakenUpload, timezone: string): UploadReceipt {
  const [only] = members;
  const files = members.map(fileAnswer);
  if (members.every(({ format }) => format === null) && members.length > 0) {
    throw new PulsebaseError('INVALID_FILE', only?.error ?? 'nothing in it could be read');
  }
  return {
    ...receipt,
    timezone,
    isTimezoneUsed: members.some(({ report }) => report?.isZoneUsed === true),
    leftOut: sumOf(files.map(({ leftOut }) => leftOut)),
    devices: files.flatMap(({ devices }) => devices),
    warnings: files.flatMap(({ name, warnings }) =>
      files.length === 1 ? warnings : warnings.map((line) => `${name}: ${line}`),
    ),
    files,
    skippedFiles: skipped,
  };
}

function fileAnswer({ name, format, receipt, report, warnings, error }: TakenMember): UploadedFile {
  const { rejections: _, ...counts } = receipt;
  return {
    name,
    format,
    ...counts,
    leftOut: report?.leftOut ?? {},
    devices: (report?.devices ?? []).map(({ first, last, ...device }) => ({
      ...device,
      first: new Date(first).toISOString(),
      last: new Date(last).toISOString(),
    })),
    warnings: [...(report?.warnings ?? []), ...warnings],
    ...(error === undefined ? {} : { error }),
  };
}

function sumOf(counts: readonly UploadedFile['leftOut'][]): UploadedFile['leftOut'] {
  const sum: { [reason in LeftOutReason]?: number } = {};
  for (const each of counts) {
    for (const [reason, records] of Object.entries(each) as [LeftOutReason, number][]) {
      sum[reason] = (sum[reason] ?? 0) + records;
    }
  }
  return sum;
}
