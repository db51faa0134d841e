import { notAllowed, optional, requireFunction, requireSignal } from '../model/field-rules.ts';
import { ERROR_CODES, type ErrorCode, PulsebaseError } from '../model/pulsebase-error.ts';
import { requireApiKey } from '../model/require-api-key.ts';
import { resourceShortage } from '../model/resource-shortage.ts';
import { type RulesOf, takeArgument } from '../model/take-argument.ts';
import { eitherSignal } from './either-signal.ts';
import { parseServiceUrl } from './parse-service-url.ts';
import { sleep } from './sleep.ts';

/** How a service is called. */
export interface CallOptions {
  /** API key, 1 to 1000 printable ASCII characters; may be in the URL instead: `https://KEY@host`. */
  readonly apiKey?: string;
  /** The most attempts of a call when the service is busy or the network fails, 1 to 1000; 5 by default. */
  readonly maxTries?: number;
  /** Longest wait in seconds for an answer, or for a stream of rows to begin, 0.001 to 86,400; 300 by default. */
  readonly timeout?: number;
  /** The `fetch` to use; the platform's by default. */
  readonly fetch?: typeof fetch;
  /** Stops every call, those under way and those to come, with `ABORTED`. */
  readonly signal?: AbortSignal;
}

export interface Call {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** Whether it is idempotent, so that it may be sent again when its outcome is unknown. */
  readonly isRepeatable: boolean;
  /** Whether the answer has no time limit. */
  readonly isLong?: boolean;
}

interface Answer {
  readonly response: Response;
  /** Lifts the time limit, which holds until then. */
  release(): void;
  /** The error of reading it. */
  errorOf(cause: unknown): PulsebaseError;
}

interface Failure {
  readonly error: PulsebaseError;
  readonly mayRepeat: boolean;
  readonly retryAfterMs: number;
}

const CALL_OPTIONS = {
  apiKey: optional(requireApiKey),
  maxTries: optional(requireTries),
  timeout: optional(requireTimeout),
  fetch: optional(requireFunction<typeof fetch>),
  signal: optional(requireSignal),
} satisfies RulesOf<CallOptions>;

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 10_000;
/** Transient failures on the way to a service. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['CONNECTION_FAILED', 'RESOURCES_EXHAUSTED']);

/**
 * Calls a service over HTTP, and retries where that is safe: a call refused by a busy service was not begun, and an idempotent
 * one may be repeated.
 */
export class ServiceCalls {
  /** Address without key, for messages. */
  readonly place: string;
  /** Stops all calls. */
  readonly signal: AbortSignal | undefined;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #maxTries: number;
  readonly #timeoutMs: number;
  readonly #fetch: typeof fetch;

  /** @throws PulsebaseError `INVALID_ARGUMENT` when the URL is invalid, or an option is unknown or not allowed. */
  constructor(url: string, options: CallOptions = {}) {
    const { place, key } = parseServiceUrl(url);
    const given = takeArgument('options', options, CALL_OPTIONS);
    const { apiKey = key, maxTries = 5, timeout = 300, fetch, signal } = given;
    this.place = place;
    this.#headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    this.#maxTries = maxTries;
    this.#timeoutMs = timeout * 1000;
    this.signal = signal;
    // A browser's `fetch` must not be called as a method of another object.
    this.#fetch = fetch ?? ((...request) => globalThis.fetch(...request));
  }

  /** The JSON of an answer. The service and this client share the schemas, which guarantee its form. */
  async json<T>(call: Call): Promise<T> {
    const { response, release, errorOf } = await this.#answer({
      ...call,
      headers: { accept: 'application/json', ...call.headers },
    });
    try {
      return objectOf<T>(await response.json());
    } catch (cause) {
      throw errorOf(cause);
    } finally {
      release();
    }
  }

  /**
   * Returns a successful answer. @throws PulsebaseError the service's own error, or `CONNECTION_FAILED`, `TIMEOUT`, `ABORTED`.
   */
  async #answer(asked: Call): Promise<Answer> {
    const call = { ...asked, signal: eitherSignal(asked.signal, this.signal) };
    for (let tries = 1; ; tries += 1) {
      // A caller's own `fetch` may not look at the signal.
      if (call.signal?.aborted) throw aborted();
      const outcome = await this.#try(call);
      if ('response' in outcome) return outcome;
      if (!outcome.mayRepeat || tries >= this.#maxTries) throw outcome.error;
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), MAX_PAUSE_MS) * (0.5 + Math.random() / 2);
      await sleep(Math.max(pause, outcome.retryAfterMs), call.signal, aborted);
    }
  }

  /** Yields the lines of an answer, each parsed as JSON. */
  async *lines<T>(call: Call): AsyncGenerator<T> {
    const headers = { accept: 'application/x-ndjson', ...call.headers };
    for await (const line of this.textLines({ ...call, headers })) yield this.#parsed<T>(line);
  }

  /** Yields the lines of an answer as they come; what follows the last end of a line is left out. */
  async *textLines(call: Call): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let pending = '';
    for await (const bytes of this.bytes(call)) {
      const lines = (pending + decoder.decode(bytes, { stream: true })).split('\n');
      pending = lines.pop() ?? '';
      yield* lines;
    }
  }

  /** Yields the bytes of an answer as they come. */
  async *bytes(call: Call): AsyncGenerator<Uint8Array> {
    const { response, release, errorOf } = await this.#answer(call);
    // The reader of a long answer may take as long as it likes.
    release();
    if (response.body === null) return;
    const reader = response.body.getReader();
    let isRead = false;
    try {
      for (;;) {
        const { done, value } = await reader.read().catch((cause: unknown) => {
          throw errorOf(cause);
        });
        if (done) break;
        yield value;
      }
      isRead = true;
    } finally {
      if (!isRead) await reader.cancel().catch(() => {});
    }
  }

  async #try({
    method = 'GET',
    path,
    headers,
    body,
    signal,
    isRepeatable,
    isLong = false,
  }: Call): Promise<Answer | Failure> {
    const time = new AbortController();
    const timer = isLong ? undefined : setTimeout(() => time.abort(), this.#timeoutMs);
    const release = () => clearTimeout(timer);
    const errorOf = (cause: unknown) => {
      if (signal?.aborted) return aborted();
      if (!time.signal.aborted) return this.#broken(cause);
      return new PulsebaseError('TIMEOUT', `${this.place} did not answer within ${this.#timeoutMs / 1000} s`);
    };
    let response: Response;
    try {
      response = await this.#fetch(`${this.place}${path}`, {
        method,
        headers: { ...headers, ...this.#headers },
        redirect: 'error',
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.any([time.signal, ...(signal === undefined ? [] : [signal])]),
      });
      // A caller's own `fetch` may return anything.
      if (typeof response?.json !== 'function') throw new SyntaxError('fetch gave no response');
      if (response.ok) return { response, release, errorOf };
    } catch (cause) {
      release();
      const error = errorOf(cause);
      return { error, mayRepeat: isRepeatable && PASSING.has(error.code), retryAfterMs: 0 };
    }
    const told = await this.#errorOf(response);
    // Of an answer that was stopped midway nothing is known.
    const error = signal?.aborted || time.signal.aborted ? errorOf(undefined) : told;
    release();
    const wasRefused = error.code === 'OVERLOADED' || error.code === 'RATE_LIMITED';
    return {
      error,
      // An earlier attempt of this request may still be running. 502: a proxy does not know.
      mayRepeat:
        wasRefused ||
        (isRepeatable && (error.code === 'IDEMPOTENCY_KEY_IN_USE' || [502, 503].includes(response.status))),
      retryAfterMs: Math.min(Number(response.headers.get('retry-after') ?? 0) * 1000 || 0, 60_000),
    };
  }

  async #errorOf(response: Response): Promise<PulsebaseError> {
    const problem: unknown = await response.json().catch(() => undefined);
    if (typeof problem === 'object' && problem !== null && 'code' in problem && 'detail' in problem) {
      return errorOfProblem(problem);
    }
    return this.foreign(`answered ${response.status}`);
  }

  /** The error for an answer that is not a Pulsebase service's. */
  foreign(what: string, cause?: unknown): PulsebaseError {
    const message = `${this.place} ${what}, and not as a Pulsebase service does; look at the address`;
    return new PulsebaseError('CONNECTION_FAILED', message, { cause });
  }

  #parsed<T>(line: string): T {
    try {
      return objectOf<T>(JSON.parse(line));
    } catch (cause) {
      throw this.#broken(cause);
    }
  }

  #broken(cause: unknown): PulsebaseError {
    if (cause instanceof SyntaxError) return this.foreign('answered', cause);
    const inner = cause instanceof Error ? (cause.cause ?? cause) : cause;
    const shortage = resourceShortage(inner);
    if (shortage !== undefined) return shortage;
    const reason = inner instanceof Error ? inner.message || inner.name : String(inner);
    return new PulsebaseError('CONNECTION_FAILED', `cannot reach the service at ${this.place}: ${reason}`, { cause });
  }
}

/** The error in a problem document. */
export function errorOfProblem(problem: object): PulsebaseError {
  const { code, detail, field, row } = problem as Readonly<Record<string, unknown>>;
  const known = typeof code === 'string' && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'ENGINE_FAILED';
  return new PulsebaseError(known, String(detail), {
    ...(typeof field === 'string' ? { field } : {}),
    ...(typeof row === 'number' ? { row } : {}),
  });
}

/** The service always sends an object; its schemas guarantee what is in it. */
function objectOf<T>(answer: unknown): T {
  if (typeof answer === 'object' && answer !== null) return answer as T;
  throw new SyntaxError('the answer is not an object');
}

function requireTries(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1000) return value;
  throw notAllowed(field, 'an integer from 1 to 1000', value);
}

function requireTimeout(value: unknown, field: string): number {
  if (typeof value === 'number' && value >= 0.001 && value <= 86_400) return value;
  throw notAllowed(field, 'seconds from 0.001 to 86400', value);
}

function aborted(): PulsebaseError {
  return new PulsebaseError('ABORTED', 'the caller stopped the work');
}
