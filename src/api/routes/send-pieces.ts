import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { waitsItsTurn } from '../front/waits-its-turn.ts';
import { problemOf } from '../problems/problem-of.ts';
import { ServiceError } from '../problems/service-error.ts';

/** How much is ready to be sent. */
export const PIECE_LENGTH = 32 * 1024;

/** A long answer, piece by piece. */
export interface SentPieces {
  readonly type: string;
  readonly pieces: AsyncIterable<string | Uint8Array>;
  /** Longest time without progress of the answer. */
  readonly idleMs: number;
  /** Frees what the pieces are made of; called once they are no longer wanted, read to the end or not. */
  close(): void;
  /** Called once nothing more is sent, whether or not all of it was. */
  onEnd(): void;
}

/**
 * Sends pieces as they come. Where they break off, or nobody takes them any more, the connection is cut, so that nobody takes a
 * part for the whole.
 */
export function sendPieces(reply: FastifyReply, { type, pieces, idleMs, close, onEnd }: SentPieces): FastifyReply {
  reply.type(type);
  if (reply.request.method === 'HEAD') {
    close();
    return reply.send(Readable.from([]));
  }
  const breakOff = <E>(error: E): E => {
    reply.request.brokenAs = problemOf(error, reply.request.id).status;
    return error;
  };
  const stream: Readable = Readable.from(
    minded(pieces, {
      idleMs,
      breakOff,
      onIdle() {
        if (waitsItsTurn(reply.raw)) return 'wait on';
        stream.destroy(breakOff(new ServiceError(408, 'TIMEOUT', 'the caller does not read the answer')));
        return 'given up';
      },
      onEnd,
    }),
    { objectMode: false, highWaterMark: PIECE_LENGTH },
  );
  // Unread rows hold resources of the store too.
  stream.once('close', close);
  return reply.send(stream);
}

interface SendingEvents {
  readonly idleMs: number;
  /** Gives the error with which the answer breaks off. */
  breakOff(error: unknown): unknown;
  /** The caller has taken nothing for too long. */
  onIdle(): 'wait on' | 'given up';
  onEnd(): void;
}

async function* minded<T>(
  pieces: AsyncIterable<T>,
  { idleMs, breakOff, onIdle, onEnd }: SendingEvents,
): AsyncGenerator<T> {
  let timer: NodeJS.Timeout | undefined;
  const mindTheTime = () => {
    timer = setTimeout(() => {
      if (onIdle() === 'wait on') mindTheTime();
    }, idleMs);
  };
  try {
    for await (const piece of pieces) {
      mindTheTime();
      yield piece;
      clearTimeout(timer);
    }
  } catch (error) {
    throw breakOff(error);
  } finally {
    clearTimeout(timer);
    onEnd();
  }
}
