import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { VerifyReport as StoreReport } from '../../engine/verify-report.ts';
import type { WatchOptions } from '../../store/store.ts';
import { problemOf } from '../problems/problem-of.ts';
import { Findings, Stats, VerifyReport, WorkProgress } from '../schemas/answers.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { acceptedType } from './accepted-type.ts';
import { answers } from './answers.ts';

/** How often a long task reports progress. */
const PROGRESS_MS = 500;
const NDJSON = 'application/x-ndjson';

/** Routes about the store: what it holds, and whether it is consistent. */
export async function maintenanceRoutes(app: App, { queries, telling }: ServiceContext): Promise<void> {
  app.get(
    '/v1/stats',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'stats',
        tags: ['store'],
        summary: 'What the store holds',
        description: 'Users, readings, the instants of the first and the last reading, and bytes on disk.',
        response: answers(Stats, 'Counts and sizes.'),
      },
    },
    async (request) => {
      const { firstReading, lastReading, ...stats } = await queries.stats(request);
      return {
        ...stats,
        firstReading: firstReading?.toISOString() ?? null,
        lastReading: lastReading?.toISOString() ?? null,
      };
    },
  );

  app.get(
    '/v1/store/findings',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'diagnose',
        tags: ['store'],
        summary: 'What is wrong or slow: versions, replicas, parts, unfinished writes, settings, webhooks',
        description: 'Changes nothing. The grade of each finding says whether it is a fault, a warning, or well.',
        response: answers(Findings, 'What was found.'),
      },
    },
    async (request) => ({
      findings: [
        ...(await queries.run('diagnose', request, {}, (store) => store.diagnose())),
        ...(await telling.findings()),
      ],
    }),
  );

  for (const [operationId, summary] of [
    ['verify', 'Compare every roll-up with the raw readings'],
    ['repair', 'Rebuild every roll-up that differs from the raw readings'],
  ] as const) {
    app.post(
      `/v1/store/${operationId}`,
      {
        config: { scope: 'admin', action: operationId },
        schema: {
          operationId,
          tags: ['store'],
          summary,
          description:
            'With Accept: application/x-ndjson it says how far it is, a line each half second, and ends with the report or a problem.',
          response: {
            200: {
              description: 'The report.',
              content: {
                'application/json': { schema: VerifyReport },
                [NDJSON]: { schema: Type.Unsafe<string>({ ...WorkProgress }) },
              },
            },
          },
        },
      },
      async (request, reply) => {
        request.audited = { users: 'all' };
        return watched(request, reply, (options) =>
          operationId === 'repair'
            ? request.write.repair(options)
            : queries.run('verify', request, {}, (store) => store.verify(options)),
        );
      },
    );
  }
}

async function watched(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (options: WatchOptions) => Promise<StoreReport>,
): Promise<VerifyReport> {
  // A caller who does not wait for the report does not want the work.
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  if (acceptedType(request, ['application/json', NDJSON]) !== NDJSON) {
    return reportOf(await work({ signal: gone.signal }));
  }
  let done = 0;
  const end = lastLine(
    request,
    work({
      signal: gone.signal,
      onProgress: (share) => {
        done = share;
      },
    }),
  );
  async function* lines(): AsyncGenerator<string> {
    for (;;) {
      const timer = Promise.withResolvers<undefined>();
      const timeout = setTimeout(() => timer.resolve(undefined), PROGRESS_MS);
      const last = await Promise.race([end, timer.promise]).finally(() => clearTimeout(timeout));
      yield `${JSON.stringify(last ?? { done })}\n`;
      if (last !== undefined) return;
    }
  }
  // To the framework, returning the reply means that the answer has been sent.
  return reply
    .type(`${NDJSON}; charset=utf-8`)
    .send(Readable.from(lines(), { objectMode: false })) as unknown as VerifyReport;
}

/** The last line of a stream about a task, once the task is in the audit log; even when nobody reads the stream any more. */
async function lastLine(request: FastifyRequest, work: Promise<StoreReport>): Promise<object> {
  const { status, line } = await work.then(
    (report) => ({ status: 200, line: { done: 1, report: reportOf(report) } }),
    (error: unknown) => {
      request.log.error({ err: error }, 'work broke off');
      const { status, problem } = problemOf(error, request.id);
      return { status, line: { problem } };
    },
  );
  await request.auditStream(status);
  return line;
}

function reportOf({ differences, problems, ...report }: StoreReport): VerifyReport {
  return {
    ...report,
    differences: differences.map((difference) => ({ ...difference, start: difference.start.toISOString() })),
    problems: [...problems],
  };
}
