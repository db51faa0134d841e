import { type IncomingMessage, Agent as PlainAgent, request as requestPlain } from 'node:http';
import { Agent, request } from 'node:https';
import { type AddressGuard, AddressRefused } from './address-guard.ts';
import { retryAfter } from './retry-after.ts';

/** What became of an attempt to deliver. */
export interface Outcome {
  /** Of the answer; `null` when there was none. */
  readonly status: number | null;
  /** In one line for people; `null` when it was delivered. */
  readonly error: string | null;
  /** How long the receiver asks to be left alone, in milliseconds. */
  readonly retryAfterMs: number;
}

/** A message, and where it goes. */
export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How it is sent. */
export interface PostOptions {
  readonly guard: AddressGuard;
  /** For the whole answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Of an answer's body, which nobody needs. */
const MAX_ANSWER_BYTES = 16 * 1024;

/** A connection for each message: nothing of the environment's proxies, and none that the receiver has closed meanwhile. */
const [agent, plainAgent] = [new Agent({ keepAlive: false }), new PlainAgent({ keepAlive: false })];

/** Sends a message. Only 2xx is success: a redirect is not followed. Never rejects, unless it is aborted. */
export async function postMessage({ url, headers, body }: Message, options: PostOptions): Promise<Outcome> {
  const { guard, timeoutMs, signal } = options;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    const target = new URL(url);
    guard.requireHost(target);
    const isPlain = target.protocol === 'http:';
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const content = Buffer.from(body);
      const sent = (isPlain ? requestPlain : request)(target, {
        method: 'POST',
        agent: isPlain ? plainAgent : agent,
        lookup: guard.lookup(isPlain),
        headers: { ...headers, 'content-length': content.length },
        signal: AbortSignal.any([signal, late.signal]),
        maxHeaderSize: MAX_ANSWER_BYTES,
      });
      sent.once('response', resolve);
      // Also what comes after the answer has begun, which is of no interest then.
      sent.on('error', reject);
      sent.end(content);
    });
    await readSome(answer);
    return outcomeOf(answer);
  } catch (error) {
    signal.throwIfAborted();
    const reason = late.signal.aborted ? `no whole answer within ${timeoutMs / 1000} s` : reasonOf(error);
    return { status: null, error: reason, retryAfterMs: 0 };
  } finally {
    clearTimeout(timer);
  }
}

/** Reads the body to its end, or as much of it as anybody could have to say. */
async function readSome(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of answer) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > MAX_ANSWER_BYTES) return;
  }
}

function outcomeOf({ statusCode: status = 0, headers }: IncomingMessage): Outcome {
  if (status >= 200 && status < 300) return { status, error: null, retryAfterMs: 0 };
  const isRedirect = status >= 300 && status < 400;
  return {
    status,
    error: isRedirect ? `answered ${status}; redirects are not followed` : `answered ${status}`,
    retryAfterMs: retryAfter(headers['retry-after'], headers.date),
  };
}

/** Nothing of the address: messages of the system name it, and it may be nobody's business. */
function reasonOf(error: unknown): string {
  if (error instanceof AddressRefused) return error.message;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code === undefined ? 'the connection failed' : `the connection failed (${code})`;
}
