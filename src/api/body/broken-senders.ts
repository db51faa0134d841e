import type { Socket } from 'node:net';

const reading = new WeakMap<Socket, (reason: Error) => void>();

/**
 * Tells whoever reads a body from a connection that what came on it is no HTTP any more: the sender has ended it in the
 * middle. A promise that rejects then, and is never kept.
 */
export function brokenSender(socket: Socket): Promise<never> {
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  reading.set(socket, broken.reject);
  return broken.promise;
}

/** Whether somebody was told: he gives the answer. */
export function tellBrokenSender(socket: Socket, reason: Error): boolean {
  const tell = reading.get(socket);
  reading.delete(socket);
  tell?.(reason);
  return tell !== undefined;
}

export function doneReading(socket: Socket): void {
  reading.delete(socket);
}
