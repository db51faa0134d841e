import { randomBytes } from 'node:crypto';
import { unescape as decode } from 'node:querystring';

/** The trace of one request. */
export interface RequestTrace {
  /** A step of the request. */
  span<T>(name: string, work: () => Promise<T>): Promise<T>;
  end(name: string, attributes: SpanAttributes, isFailed: boolean): void;
}

/** Traces requests. Does nothing without an address to send traces to. */
export interface Tracer {
  /** Begins a request; `traceparent` is the header of the caller (W3C Trace Context). */
  begin(traceparent: unknown): RequestTrace;
  /** Sends the remaining spans. */
  close(): Promise<void>;
}

export type SpanAttributes = Readonly<Record<string, string | number>>;

const NO_TRACE: RequestTrace = { span: (_name, work) => work(), end: () => {} };

export const NO_TRACER: Tracer = { begin: () => NO_TRACE, close: async () => {} };

/** A span in the JSON of OTLP. */
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: 1 | 2;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status: { readonly code: 0 | 2 };
}

interface Place {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly started: bigint;
  readonly now: () => bigint;
}

const PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SEND_MS = 5000;
/** The most spans that wait; beyond that, they are dropped. */
const MAX_WAITING = 2048;

/**
 * Sends spans to an OpenTelemetry collector: OTLP over HTTP as JSON, in a hundred lines instead of an SDK of dozens of packages
 * that instruments everything.
 */
export function makeTracer(endpoint: string, serviceName: string, onError: (error: unknown) => void): Tracer {
  const { url, authorization } = addressOf(endpoint);
  let waiting: Span[] = [];
  const end = (place: Place, name: string, kind: 1 | 2, attributes: SpanAttributes, isFailed: boolean) => {
    if (waiting.length >= MAX_WAITING) return;
    waiting.push({
      traceId: place.traceId,
      spanId: place.spanId,
      ...(place.parentSpanId === undefined ? {} : { parentSpanId: place.parentSpanId }),
      name,
      kind,
      startTimeUnixNano: String(place.started),
      endTimeUnixNano: String(place.now()),
      attributes: Object.entries(attributes).map(([key, value]) => ({
        key,
        value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
      })),
      status: { code: isFailed ? 2 : 0 },
    });
  };
  const send = async () => {
    if (waiting.length === 0) return;
    const spans = waiting;
    waiting = [];
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: serviceName } }] };
    const body = JSON.stringify({
      resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'pulsebase' }, spans }] }],
    });
    try {
      const headers = { 'content-type': 'application/json', ...authorization };
      const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(SEND_MS) });
      await response.arrayBuffer();
      if (!response.ok) onError(new Error(`the collector answered ${response.status}`));
    } catch (error) {
      onError(error);
    }
  };
  const timer = setInterval(() => void send(), SEND_MS);
  timer.unref();
  return {
    begin(traceparent) {
      const parent = typeof traceparent === 'string' ? PARENT.exec(traceparent) : null;
      const [, traceId = id(16), parentSpanId, flags = '01'] = parent ?? [];
      // The service that began the trace has decided whether it is kept.
      if ((Number.parseInt(flags, 16) & 1) === 0) return NO_TRACE;
      const now = traceClock();
      const request = { traceId, spanId: id(8), parentSpanId, started: now(), now };
      return {
        async span(name, work) {
          const place = { traceId, spanId: id(8), parentSpanId: request.spanId, started: now(), now };
          let isFailed = true;
          try {
            const result = await work();
            isFailed = false;
            return result;
          } finally {
            end(place, name, 1, {}, isFailed);
          }
        },
        end: (name, attributes, isFailed) => end(request, name, 2, attributes, isFailed),
      };
    },
    async close() {
      clearInterval(timer);
      await send();
    },
  };
}

/** A login in the address goes into a header: `fetch` refuses such an address, and its error shows it. */
function addressOf(endpoint: string): {
  readonly url: string;
  readonly authorization: { readonly authorization?: string };
} {
  const address = new URL(`${endpoint.replace(/\/+$/, '')}/v1/traces`);
  const login = [address.username, address.password].map((part) => decode(part)).join(':');
  address.username = '';
  address.password = '';
  const basic = `Basic ${Buffer.from(login).toString('base64')}`;
  return { url: address.href, authorization: login === ':' ? {} : { authorization: basic } };
}

function id(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** The time in nanoseconds: wall clock at the start of a trace, so that all services agree, then monotonic. */
function traceClock(): () => bigint {
  const begin = Date.now() - performance.now();
  return () => BigInt(Math.round((begin + performance.now()) * 1000)) * 1000n;
}
