import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

interface Reader {
  readonly body: IncomingMessage;
  readonly tell: (reason: Error) => void;
}

/** The reader of a connection's body; with pipelining the last one, since the earlier bodies are complete. */
const reading = new WeakMap<Duplex, Reader>();
/** Connections that cannot be read any further, perhaps in the middle of a body that nobody reads yet. */
const brokenOff = new WeakMap<Duplex, Error>();

/** A promise that never resolves; it rejects when the connection breaks, or has broken, in the middle of the body. */
export function brokenSender(body: IncomingMessage): Promise<never> {
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  const reason = brokenOff.get(body.socket);
  if (reason !== undefined && !body.complete) broken.reject(reason);
  else reading.set(body.socket, { body, tell: broken.reject });
  return broken.promise;
}

/** Whether a reader was notified, who then answers. What follows a complete body does not concern its reader. */
export function tellBrokenSender(socket: Duplex, reason: Error): boolean {
  brokenOff.set(socket, reason);
  const reader = reading.get(socket);
  if (reader === undefined || reader.body.complete) return false;
  reading.delete(socket);
  reader.tell(reason);
  return true;
}

/** Call when the body is no longer read. */
export function doneReading(body: IncomingMessage): void {
  if (reading.get(body.socket)?.body === body) reading.delete(body.socket);
}
