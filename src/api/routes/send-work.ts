import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WatchOptions } from '../../store/store.ts';
import { problemOf } from '../problems/problem-of.ts';
import { acceptedType } from './accepted-type.ts';

/** How often a long task reports progress. */
const PROGRESS_MS = 500;

/** The type of an answer that says how far a task is. */
export const NDJSON = 'application/x-ndjson';

/**
 * Does a long task and answers its report; to those who ask for NDJSON also how far it is, a line each half second. A caller who does
 * not wait for the report does not want the work.
 */
export async function sendWork<Report extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (options: WatchOptions) => Promise<Report>,
): Promise<Report> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  if (acceptedType(request, ['application/json', NDJSON]) !== NDJSON) return work({ signal: gone.signal });
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
    .send(Readable.from(lines(), { objectMode: false })) as unknown as Report;
}

/** The last line of a stream about a task, once the task is in the audit log; even when nobody reads the stream any more. */
async function lastLine(request: FastifyRequest, work: Promise<object>): Promise<object> {
  const { status, line } = await work.then(
    (report) => ({ status: 200, line: { done: 1, report } }),
    (error: unknown) => {
      request.log.error({ err: error }, 'work broke off');
      const { status, problem } = problemOf(error, request.id);
      return { status, line: { problem } };
    },
  );
  await request.auditStream(status);
  return line;
}
