import { connect } from 'node:net';
import type { ClientBase } from 'pg';

/** The driver's untyped fields: the server's key for cancelling. */
export type CancellableClient = ClientBase & {
  readonly processID?: number;
  readonly secretKey?: number;
  readonly host?: string;
  readonly port?: number;
  end(): Promise<void>;
};

const CANCEL_REQUEST = 80_877_102;
const ANSWER_MS = 5000;

/**
 * Asks the server, or the pooler in front, to cancel a connection's query, over a separate connection:
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS. There is no answer to it; the
 * query ends with an error if it was still running.
 */
export function cancelRequest({ host = 'localhost', port = 5432, processID, secretKey }: CancellableClient): void {
  if (processID === undefined || secretKey === undefined) return;
  const packet = Buffer.alloc(16);
  packet.writeInt32BE(16, 0);
  packet.writeInt32BE(CANCEL_REQUEST, 4);
  packet.writeInt32BE(processID, 8);
  packet.writeInt32BE(secretKey, 12);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  // Only the query shows whether it arrived.
  socket.on('error', () => {});
  socket.setTimeout(ANSWER_MS, () => socket.destroy());
  // Left open until the other side closes it: a pooler forgets the request of a caller who has gone.
  socket.write(packet);
  socket.resume();
  socket.unref();
}
