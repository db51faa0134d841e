import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { doneReading } from '../body/broken-senders.ts';
import type { App } from '../service-context.ts';
import { waitsItsTurn } from './waits-its-turn.ts';

/** How long the rest of a refused body is still read, so that its sender can read the answer. */
const LINGER_MS = 5000;

/** Limits how long a slow or silent caller can hold an answer in memory, or keep sending its body. */
export function boundAnswers(app: App, timeoutMs: number): void {
  app.addHook('onSend', async ({ method, raw: body }, { raw: answer }, payload) => {
    // A reader abandoned midway never emits an event.
    doneReading(body);
    if (!body.complete) linger(body, answer, Math.min(LINGER_MS, timeoutMs));
    // Streams do this themselves, since they may have to wait for the store.
    if (method !== 'HEAD' && (typeof payload === 'string' || Buffer.isBuffer(payload)))
      cutWhenNotTaken(answer, timeoutMs);
  });
}

function cutWhenNotTaken(answer: ServerResponse, ms: number): void {
  answer.setTimeout(ms, () => answer.destroy());
  // The connection may already serve the next request by then. Runs before the server's own listener, which sets the limit for
  // idle connections.
  answer.prependOnceListener('finish', () => {
    // Injected requests have no real socket.
    if (answer.socket instanceof Socket) answer.socket.setTimeout(0);
  });
}

/** Discards the rest of an unread body, for a while. */
function linger(body: IncomingMessage, answer: ServerResponse, ms: number): void {
  body.removeAllListeners('readable');
  body.resume();
  const timer = setTimeout(() => {
    if (waitsItsTurn(answer)) timer.refresh();
    else if (!body.complete) body.destroy();
  }, ms);
  timer.unref();
  body.once('close', () => clearTimeout(timer));
}
