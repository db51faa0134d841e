import type { FastifyReply, FastifyRequest } from 'fastify';
import { operationOutcome } from '../fhir/operation-outcome.ts';
import { sendResource } from '../fhir/send-resource.ts';
import { jsonText } from '../json-text.ts';
import { problemOf } from '../problems/problem-of.ts';
import type { Metrics } from '../watch/metrics.ts';

/** Answers a failed request with a problem document; below /fhir with an OperationOutcome. */
export async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  metrics: Metrics,
): Promise<FastifyReply> {
  const { status, problem, retryAfter } = problemOf(error, request.id);
  if (problem.code === 'ABORTED') reply.header('connection', 'close');
  if (status >= 500 && problem.code !== 'OVERLOADED')
    request.log.error({ err: error, code: problem.code }, 'request failed');
  else request.log.debug({ code: problem.code, field: problem.field, status }, 'request refused');
  if (status === 429 || status === 503) metrics.refused(problem.code);
  reply.header('x-request-id', request.id);
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="pulsebase"');
  if (isFhir(request)) return sendResource(reply, operationOutcome({ status, problem }), status);
  reply.code(status).type('application/problem+json');
  // A receipt may list many rejected rows.
  if (problem.receipt !== undefined) return reply.send(await jsonText(problem));
  return reply.serializer(JSON.stringify).send(problem);
}

function isFhir({ url }: FastifyRequest): boolean {
  return /^\/fhir(?:[/?]|$)/.test(url);
}
