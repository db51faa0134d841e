import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Counts the connections with an answer in progress. Others are idle, or have sent half a request. */
export function answeringConnections(server: Server): () => number {
  const answers = new Map<Socket, number>();
  // An answer waiting behind another one gets no event when its connection closes.
  server.on('connection', (socket) => socket.once('close', () => answers.delete(socket)));
  server.on('request', ({ socket }, answer) => {
    answers.set(socket, (answers.get(socket) ?? 0) + 1);
    answer.once('close', () => {
      const left = (answers.get(socket) ?? 0) - 1;
      if (left > 0) answers.set(socket, left);
      else answers.delete(socket);
    });
  });
  return () => answers.size;
}
