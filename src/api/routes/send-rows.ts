import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { waitsItsTurn } from '../front/waits-its-turn.ts';
import { problemOf } from '../problems/problem-of.ts';
import { ServiceError } from '../problems/service-error.ts';
import type { OpenStream } from '../reads/read-gate.ts';
import type { RowFormat } from './row-format.ts';

/** How rows are serialised. */
export interface RowForms<T> {
  /** A row as JSON text. */
  json(row: T): string;
  readonly csvHeader: string;
  csv(row: T): string;
}

const TYPES: { readonly [format in RowFormat]: string } = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
};

const CHUNK_LENGTH = 32 * 1024;

/** Rows to send. */
export interface SentRows<T> {
  readonly format: RowFormat;
  readonly forms: RowForms<T>;
  readonly rows: OpenStream<T>;
  /** Longest time without progress of the answer. */
  readonly idleMs: number;
  /** Called with the number of rows sent, whether or not all were. */
  onEnd(rows: number): void;
}

/**
 * Sends rows as they arrive. If they break off, or the caller stops reading, the connection is cut, so that a part is not
 * mistaken for the whole.
 */
export function sendRows<T>(reply: FastifyReply, sent: SentRows<T>): FastifyReply {
  reply.type(TYPES[sent.format]);
  if (reply.request.method === 'HEAD') {
    void sent.rows.return();
    return reply.send(Readable.from([]));
  }
  const breakOff = <E>(error: E): E => {
    reply.request.brokenAs = problemOf(error, reply.request.id).status;
    return error;
  };
  const stream: Readable = Readable.from(
    chunks(sent, breakOff, () => {
      if (waitsItsTurn(reply.raw)) return 'wait on';
      stream.destroy(breakOff(new ServiceError(408, 'TIMEOUT', 'the caller does not read the answer')));
      return 'given up';
    }),
    { objectMode: false, highWaterMark: CHUNK_LENGTH },
  );
  // Unread rows hold resources of the store too.
  stream.once('close', () => void sent.rows.return());
  return reply.send(stream);
}

async function* chunks<T>(
  { format, forms, rows, idleMs, onEnd }: SentRows<T>,
  breakOff: (error: unknown) => unknown,
  onIdle: () => 'wait on' | 'given up',
): AsyncGenerator<string> {
  const { json, csv, csvHeader } = forms;
  let text = format === 'json' ? '[' : format === 'csv' ? `${csvHeader}\n` : '';
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  const mindTheTime = () => {
    timer = setTimeout(() => {
      if (onIdle() === 'wait on') mindTheTime();
    }, idleMs);
  };
  try {
    for await (const row of rows) {
      if (format === 'json') text += count === 0 ? json(row) : `,${json(row)}`;
      else text += `${format === 'csv' ? csv(row) : json(row)}\n`;
      count += 1;
      if (text.length < CHUNK_LENGTH) continue;
      mindTheTime();
      yield text;
      clearTimeout(timer);
      text = '';
    }
    if (format === 'json') text += ']';
    if (text !== '') yield text;
  } catch (error) {
    throw breakOff(error);
  } finally {
    clearTimeout(timer);
    onEnd(count);
  }
}
