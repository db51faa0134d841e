/**
 * Every code that a {@link PulsebaseError} can carry, with its meaning. The codes are stable: programs may depend on
 * them; messages may change.
 */
export const ERROR_CODES = {
  INVALID_ARGUMENT: 'A value given by the caller is not allowed.',
  INVALID_SETTING: 'A setting (environment, .env file, store URL) is not allowed.',
  INVALID_FILE: 'A file does not have the expected format.',
  FILE_UNREADABLE: 'A file is missing or cannot be read.',
  NOTHING_TAKEN: 'An import accepted no row of its file.',
  USER_NOT_FOUND: 'No user has this id.',
  RULE_NOT_FOUND: 'No rule for alarms has this id or name.',
  ALARM_NOT_FOUND: 'No alarm has this id.',
  EXTERNAL_ID_TAKEN: 'Another user of the store has this external id.',
  UNKNOWN_ENGINE: 'No engine serves this store URL.',
  ENGINE_NOT_INSTALLED: 'The package with the engine of this store is not installed.',
  UNSUPPORTED: 'This engine lacks the requested capability.',
  STORE_NOT_FOUND: 'There is no store at this location.',
  STORE_IN_USE: 'Another process has this store open.',
  STORE_UNWRITABLE: 'The store cannot be written: permissions, or a read-only location.',
  STORE_NEWER: 'The store was written by a newer version of Pulsebase.',
  STORE_FOREIGN: 'The location holds data that is not a Pulsebase store.',
  STORE_DAMAGED: 'The store holds damaged data.',
  COPY_DIFFERS: 'After a copy the target lacks readings of the source, or has other values for them.',
  STORE_CLOSED: 'The store was closed.',
  DISK_FULL: 'The disk of the store is full.',
  MEMORY_LIMIT: 'The engine reached its memory limit.',
  RESOURCES_EXHAUSTED: 'Open files, memory or threads of the process or the machine ran out; try again later.',
  TIMEOUT: 'The time limit was reached.',
  ABORTED: 'The caller stopped the work, or disconnected.',
  POOL_TIMEOUT: 'No connection of the pool became free in time.',
  CONNECTION_FAILED: 'The engine cannot be reached, or the connection broke.',
  QUORUM: 'Too few replicas of a cluster can take part.',
  SHARD_UNAVAILABLE: 'A shard of a cluster cannot be reached; partial answers are never given.',
  AUTHENTICATION_FAILED: 'The engine refused the user or the password, or the service the API key.',
  PERMISSION_DENIED: 'The user of the connection, or the API key, lacks a right.',
  NOT_FOUND: 'The service does not have this path, or not with this method, or nothing with this id.',
  BODY_TOO_LARGE: 'The body of a request is larger than the service accepts.',
  UNSUPPORTED_MEDIA_TYPE: 'The service does not read this content type, charset or content encoding.',
  RATE_LIMITED: 'The API key, or an address without one, made more requests than allowed; try again later.',
  OVERLOADED: 'The service has too much to do, or is stopping; try again later.',
  ERASED: 'The user was deleted while the request was under way; it does not bring the user back.',
  OBJECTIVE_BROKEN: 'A service level objective is broken.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used before with another request.',
  IDEMPOTENCY_KEY_IN_USE: 'A request with this idempotency key is still running.',
  NODE_TOO_OLD: 'This Node.js is older than Pulsebase supports.',
  UNEXPECTED: 'An unforeseen failure; the log says more.',
  ENGINE_FAILED: 'The engine reported a failure that has no code of its own.',
} as const;

/** A stable error code: a key of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Where an error comes from, as far as that is known. */
export interface ErrorDetails {
  /** Name of the argument, setting or column at fault. */
  readonly field?: string;
  /** 1-based row of the input at fault. */
  readonly row?: number;
  /** What was caught. */
  readonly cause?: unknown;
}

/** The only kind of error that Pulsebase throws on purpose. Its message is one line that says what to do. */
export class PulsebaseError extends Error {
  /** Always `PulsebaseError`. */
  override readonly name = 'PulsebaseError';
  /** What went wrong; stable. */
  readonly code: ErrorCode;
  /** Name of the argument, setting or column at fault, if any. */
  readonly field: string | undefined;
  /** 1-based row of the input at fault, if any. */
  readonly row: number | undefined;

  /** @param message One line that says what was found and what to do. */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.field = details.field;
    this.row = details.row;
  }
}
