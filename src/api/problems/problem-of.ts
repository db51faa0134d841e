import { ERROR_CODES, type ErrorCode, PulsebaseError } from '../../model/pulsebase-error.ts';
import type { Problem } from '../schemas/problem.ts';
import { ServiceError } from './service-error.ts';

/** An answer to a failed request. */
export interface ProblemAnswer {
  readonly status: number;
  readonly problem: Problem;
  readonly retryAfter: number | undefined;
}

/** Errors of a store and their status; all others are the service's own fault, 500. */
const STATUS: { readonly [code in ErrorCode]?: number } = {
  INVALID_ARGUMENT: 400,
  INVALID_FILE: 400,
  USER_NOT_FOUND: 404,
  RULE_NOT_FOUND: 404,
  ALARM_NOT_FOUND: 404,
  NOT_FOUND: 404,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  OVERLOADED: 503,
  IDEMPOTENCY_KEY_IN_USE: 409,
  IDEMPOTENCY_KEY_REUSED: 422,
  ERASED: 409,
  EXTERNAL_ID_TAKEN: 409,
  UNSUPPORTED: 501,
  MEMORY_LIMIT: 503,
  RESOURCES_EXHAUSTED: 503,
  POOL_TIMEOUT: 503,
  CONNECTION_FAILED: 503,
  QUORUM: 503,
  SHARD_UNAVAILABLE: 503,
  STORE_CLOSED: 503,
  ABORTED: 503,
  TIMEOUT: 504,
  DISK_FULL: 507,
};

/** Errors of the framework about a bad request. */
const FRAMEWORK: { readonly [code: string]: readonly [status: number, code: ErrorCode, detail?: string] } = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'BODY_TOO_LARGE', 'the body is larger than this route takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'UNSUPPORTED_MEDIA_TYPE', 'this route does not read this content type'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'INVALID_ARGUMENT', 'the body is empty; send a JSON object'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'INVALID_ARGUMENT', 'the body is not JSON, or has a key such as __proto__'],
  FST_ERR_BAD_URL: [400, 'INVALID_ARGUMENT', 'the path must be a URL path in UTF-8, with % as %25'],
  FST_ERR_MAX_PARAM_LENGTH: [414, 'INVALID_ARGUMENT', 'each part of the path must be at most 259 characters long'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'INVALID_ARGUMENT', 'the body is not as long as Content-Length says'],
};

/** Seconds after which to retry what lacked resources, or is still running. */
function retryAfterOf(status: number, code: ErrorCode): number | undefined {
  if (code === 'IDEMPOTENCY_KEY_IN_USE') return 1;
  return status === 503 ? 2 : undefined;
}

/** Maps an error to what its caller may see. Internal details are only for the log. */
export function problemOf(error: unknown, requestId: string): ProblemAnswer {
  const { status, code, detail } = outline(error);
  const { field, row } = error instanceof PulsebaseError ? error : {};
  const service = error instanceof ServiceError ? error : undefined;
  const retryAfter = service?.retryAfter ?? retryAfterOf(status, code);
  return {
    status,
    retryAfter,
    problem: {
      type: `urn:pulsebase:problem:${code.toLowerCase().replaceAll('_', '-')}`,
      title: ERROR_CODES[code],
      status,
      detail,
      code,
      requestId,
      ...(field === undefined ? {} : { field }),
      ...(row === undefined ? {} : { row }),
      ...service?.committed,
    },
  };
}

function outline(error: unknown): { status: number; code: ErrorCode; detail: string } {
  if (error instanceof ServiceError) return { status: error.status, code: error.code, detail: oneLine(error.message) };
  if (error instanceof PulsebaseError) {
    const status = STATUS[error.code] ?? 500;
    // Messages of a store may name hosts and directories.
    const detail = status >= 500 ? `${ERROR_CODES[error.code]} The log of the service says more.` : error.message;
    return { status, code: error.code, detail: oneLine(detail) };
  }
  const { code, statusCode, message } = describe(error);
  const known = code === undefined ? undefined : FRAMEWORK[code];
  if (known !== undefined) return { status: known[0], code: known[1], detail: known[2] ?? oneLine(message) };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: 'INVALID_ARGUMENT', detail: oneLine(message) };
  }
  return { status: 500, code: 'UNEXPECTED', detail: 'The service failed; its log says more under the request id.' };
}

function describe(error: unknown): { code?: string; statusCode?: number; message: string } {
  if (!(error instanceof Error)) return { message: 'unknown' };
  const { code, statusCode } = error as Error & { code?: unknown; statusCode?: unknown };
  return {
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof statusCode === 'number' ? { statusCode } : {}),
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 500);
}
