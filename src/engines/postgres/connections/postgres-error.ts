import { type ErrorCode, PulsebaseError } from '../../../model/pulsebase-error.ts';
import { resourceShortage } from '../../../model/resource-shortage.ts';

/** The codes of SQLSTATE classes and values, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const BY_STATE: readonly (readonly [prefix: string, code: ErrorCode, advice: string])[] = [
  ['28', 'AUTHENTICATION_FAILED', 'check the user and the password'],
  ['3D000', 'CONNECTION_FAILED', 'create the database, or name another one'],
  ['42501', 'PERMISSION_DENIED', 'docs/postgres.md lists the rights that the role needs'],
  ['25P03', 'CONNECTION_FAILED', 'this program stood still within a transaction; try again'],
  ['25006', 'STORE_UNWRITABLE', 'the server takes no writes; connect to the primary'],
  ['53100', 'DISK_FULL', 'make room on the disk of the server'],
  ['53200', 'MEMORY_LIMIT', 'the server ran out of memory'],
  ['53300', 'CONNECTION_FAILED', 'lower POOL_SIZE and MAX_OVERFLOW, or raise max_connections'],
  ['53', 'RESOURCES_EXHAUSTED', 'the server ran out of open files or the like; raise its limits, and try again'],
  ['57014', 'TIMEOUT', 'ask for less, or raise QUERY_TIMEOUT'],
  ['55P03', 'TIMEOUT', 'another session holds a lock for long; try again'],
  ['40', 'TIMEOUT', 'other writers were in the way each time; try again'],
  ['57P', 'CONNECTION_FAILED', 'the server went away; try again'],
  ['08', 'CONNECTION_FAILED', 'the connection broke; try again'],
  ['XX001', 'STORE_DAMAGED', 'restore the database from a backup'],
  ['XX002', 'STORE_DAMAGED', 'rebuild the index with REINDEX'],
];

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EACCES',
]);

/** The driver's messages, without a code, when a connection ends during a query. */
const BROKEN =
  /connection terminated|connection ended|not queryable|socket|server does not support SSL|timeout expired/i;

/** Any failure as a {@link PulsebaseError}; `location` says which database, without a password. */
export function postgresError(error: unknown, location: string): PulsebaseError {
  if (error instanceof PulsebaseError) return error;
  const message = messageOf(error);
  const state = sqlStateOf(error);
  const known = state === undefined ? undefined : BY_STATE.find(([prefix]) => state.startsWith(prefix));
  if (known !== undefined) {
    const [, code, advice] = known;
    return new PulsebaseError(code, `PostgreSQL at ${location}: ${message}; ${advice}`, { cause: error });
  }
  const shortage = state === undefined ? resourceShortage(error) : undefined;
  if (shortage !== undefined) return shortage;
  if (isConnectionFailure(error)) {
    return new PulsebaseError('CONNECTION_FAILED', `PostgreSQL at ${location} cannot be reached: ${message}`, {
      cause: error,
    });
  }
  if (/password|SASL/i.test(message) && state === undefined) {
    return new PulsebaseError('AUTHENTICATION_FAILED', `PostgreSQL at ${location}: ${message}`, { cause: error });
  }
  return new PulsebaseError('ENGINE_FAILED', `PostgreSQL at ${location}: ${message}`, { cause: error });
}

/** Whether the connection broke or could not be made, so that the outcome is unknown. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof PulsebaseError) return error.cause !== undefined && isConnectionFailure(error.cause);
  const state = sqlStateOf(error);
  if (state !== undefined) {
    return state.startsWith('08') || state === '25P03' || (state.startsWith('57P') && state !== '57P04');
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return SOCKET_CODES.has(code) || code.startsWith('ERR_SSL') || code.includes('CERT');
  // Happy eyeballs: one error for all addresses of a host.
  if (error instanceof AggregateError) return error.errors.some(isConnectionFailure);
  return error instanceof Error && BROKEN.test(error.message);
}

/** Whether the server rolled a transaction back because of others, so that it may be retried. */
export function isTransient(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state?.startsWith('40') === true;
}

/** The SQLSTATE of an error of the server, or of the one behind a {@link PulsebaseError}. */
export function sqlStateOf(error: unknown): string | undefined {
  if (error instanceof PulsebaseError) return sqlStateOf(error.cause);
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0]!.replace(/\.$/, '');
}

/** Whether the server said that it has no TLS. */
export function isTlsRefused(error: unknown): boolean {
  const cause = error instanceof PulsebaseError ? error.cause : error;
  return cause instanceof Error && cause.message.includes('does not support SSL');
}
