import type { ErrorCode } from '../../model/pulsebase-error.ts';
import { problemOf } from '../problems/problem-of.ts';
import { ServiceError } from '../problems/service-error.ts';
import { Problem } from '../schemas/problem.ts';

interface ProblemKind {
  readonly name: string;
  readonly description: string;
  /** A code with this status. */
  readonly code: ErrorCode;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, object>>;
}

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds after which to try again.', schema: { type: 'integer', minimum: 1 } },
};

/** Problems by status. */
const KINDS = {
  400: {
    name: 'BadRequest',
    description: 'A parameter, a header, or the body is not allowed.',
    code: 'INVALID_ARGUMENT',
    detail: 'from must be an instant in ISO 8601, not "soon"',
  },
  401: {
    name: 'Unauthorized',
    description: 'The request has no API key that is known.',
    code: 'AUTHENTICATION_FAILED',
    detail: 'this API key is not known, or was revoked',
    headers: { 'WWW-Authenticate': { description: 'How to authenticate.', schema: { type: 'string' } } },
  },
  403: {
    name: 'Forbidden',
    description: 'The API key lacks the scope that the route asks for.',
    code: 'PERMISSION_DENIED',
    detail: 'this API key lacks the scope admin',
  },
  404: {
    name: 'NotFound',
    description: 'There is no such user, or nothing else with this id.',
    code: 'USER_NOT_FOUND',
    detail: 'no user has the id 9',
  },
  406: {
    name: 'NotAcceptable',
    description: 'The route gives none of the content types in Accept.',
    code: 'INVALID_ARGUMENT',
    detail: 'this route gives application/json, application/x-ndjson and text/csv; ask for one of them in Accept',
  },
  408: {
    name: 'RequestTimeout',
    description: 'The body did not come in time.',
    code: 'TIMEOUT',
    detail: 'the body did not come in time; send it again',
  },
  409: {
    name: 'Conflict',
    description: 'A conflict with a concurrent request, or with another user.',
    code: 'ERASED',
    detail: 'user 1 was deleted while this request was under way; send it again to recreate the user',
  },
  413: {
    name: 'ContentTooLarge',
    description: 'The body is larger than the route takes.',
    code: 'BODY_TOO_LARGE',
    detail: 'the body is larger than this route takes',
  },
  414: {
    name: 'UriTooLong',
    description: 'A part of the path is longer than 259 characters.',
    code: 'INVALID_ARGUMENT',
    detail: 'each part of the path must be at most 259 characters long',
  },
  415: {
    name: 'UnsupportedMediaType',
    description: 'The route does not read bodies of this content type or encoding.',
    code: 'UNSUPPORTED_MEDIA_TYPE',
    detail: 'this route does not read this content type',
  },
  422: {
    name: 'UnprocessableContent',
    description: 'The Idempotency-Key was used for another request.',
    code: 'IDEMPOTENCY_KEY_REUSED',
    detail: 'this Idempotency-Key was used with another request; use a new key for each',
  },
  429: {
    name: 'TooManyRequests',
    description: 'The API key, or the address without one, has made too many requests.',
    code: 'RATE_LIMITED',
    detail: 'this API key may make 600 requests a minute',
    headers: RETRY_AFTER,
  },
  500: {
    name: 'InternalServerError',
    description: 'A fault of the service; its log has the details under the id of the request.',
    code: 'UNEXPECTED',
    detail: 'The service failed; its log says more under the request id.',
  },
  501: {
    name: 'NotImplemented',
    description: 'What is asked for is kept where the service cannot read it.',
    code: 'FILE_UNREADABLE',
    detail:
      'the audit log is written into a pipe, which cannot be read again; read it where it goes, or set AUDIT_LOG=state',
  },
  503: {
    name: 'ServiceUnavailable',
    description: 'There is too much to do, the service is stopping, or the store cannot be reached. Try again.',
    code: 'OVERLOADED',
    detail: 'too many queries at once; ask again in a moment',
    headers: RETRY_AFTER,
  },
  504: {
    name: 'GatewayTimeout',
    description: 'The store took too long.',
    code: 'TIMEOUT',
    detail: 'the query took too long',
  },
  507: {
    name: 'InsufficientStorage',
    description: 'The disk is full.',
    code: 'DISK_FULL',
    detail: 'The disk is full; the log of the service says more.',
  },
} as const satisfies Readonly<Record<number, ProblemKind>>;

/** Statuses of problems that have a name in the description. */
export type ProblemStatus = keyof typeof KINDS;

/** The name of the problems of a status in `components.responses`. */
export function problemName(status: ProblemStatus): string {
  return KINDS[status].name;
}

/** The problems of all statuses, for `components.responses`. */
export function problemResponses(): Readonly<Record<string, object>> {
  const kinds: readonly (readonly [status: string, kind: ProblemKind])[] = Object.entries(KINDS);
  return Object.fromEntries(
    kinds.map(([status, { name, description, code, detail, headers }]) => {
      const { problem } = problemOf(
        new ServiceError(Number(status), code, detail),
        'b7c1a3f0-5a0e-4f0e-9d57-0b1f6f1f2c11',
      );
      const content = { 'application/problem+json': { schema: Problem, example: problem } };
      return [name, { description, ...(headers === undefined ? {} : { headers }), content }];
    }),
  );
}
