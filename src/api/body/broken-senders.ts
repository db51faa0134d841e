import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

interface Reader {
  readonly body: IncomingMessage;
  readonly tell: (reason: Error) => void;
}

/** Who reads a body from a connection; of pipelined ones the last, since the others have come whole. */
const reading = new WeakMap<Duplex, Reader>();
/** Connections that cannot be read any further. Those in the middle of a body may be so before anybody reads it. */
const brokenOff = new WeakMap<Duplex, Error>();

/** A promise that is never kept, and rejects when the connection breaks off, or has broken off, in the middle of the body. */
export function brokenSender(body: IncomingMessage): Promise<never> {
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  const reason = brokenOff.get(body.socket);
  if (reason !== undefined && !body.complete) broken.reject(reason);
  else reading.set(body.socket, { body, tell: broken.reject });
  return broken.promise;
}

/** Whether somebody was told: he gives the answer. What comes behind a body that is complete does not concern its reader. */
export function tellBrokenSender(socket: Duplex, reason: Error): boolean {
  brokenOff.set(socket, reason);
  const reader = reading.get(socket);
  if (reader === undefined || reader.body.complete) return false;
  reading.delete(socket);
  reader.tell(reason);
  return true;
}

/** Nobody reads the body any more. */
export function doneReading(body: IncomingMessage): void {
  if (reading.get(body.socket)?.body === body) reading.delete(body.socket);
}
