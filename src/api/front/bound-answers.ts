import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { doneReading } from '../body/broken-senders.ts';
import type { App } from '../service-context.ts';
import { waitsItsTurn } from './waits-its-turn.ts';

/** How long the rest of a refused body is still taken, so that its sender gets to read the answer. */
const LINGER_MS = 5000;

/** Ends what a slow or silent caller would hold once there is an answer: its text in memory, and the rest of a body. */
export function boundAnswers(app: App, timeoutMs: number): void {
  app.addHook('onSend', async ({ method, raw: body }, { raw: answer }, payload) => {
    // A reader that was given up in the middle never says so.
    doneReading(body);
    if (!body.complete) linger(body, answer, Math.min(LINGER_MS, timeoutMs));
    // Streams mind this themselves, since they may have to wait for the store.
    if (method !== 'HEAD' && (typeof payload === 'string' || Buffer.isBuffer(payload)))
      cutWhenNotTaken(answer, timeoutMs);
  });
}

function cutWhenNotTaken(answer: ServerResponse, ms: number): void {
  answer.setTimeout(ms, () => answer.destroy());
  // The connection may be at the work of the next request by then. Comes before the server's own listener, which sets the
  // limit for connections that do nothing.
  answer.prependOnceListener('finish', () => {
    // A request that is injected has none.
    if (answer.socket instanceof Socket) answer.socket.setTimeout(0);
  });
}

/** Takes the rest of a body that nobody reads, for a while. */
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
