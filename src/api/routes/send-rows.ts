import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { RowForms } from '../../store/row-forms.ts';
import { waitsItsTurn } from '../front/waits-its-turn.ts';
import { problemOf } from '../problems/problem-of.ts';
import { ServiceError } from '../problems/service-error.ts';
import type { OpenStream } from '../reads/read-gate.ts';
import type { AuditEntry } from '../watch/audit-log.ts';
import type { RowFormat } from './row-format.ts';

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
  /** Whose rows they are, for the audit log. */
  readonly users: NonNullable<AuditEntry['users']>;
}

/**
 * Sends rows as they come. Where they break off, or nobody takes them any more, the connection is cut, so that nobody takes
 * a part for the whole. How many rows went out, whether or not all of them did, is for the audit log.
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
    chunks(sent, {
      breakOff,
      onIdle() {
        if (waitsItsTurn(reply.raw)) return 'wait on';
        stream.destroy(breakOff(new ServiceError(408, 'TIMEOUT', 'the caller does not read the answer')));
        return 'given up';
      },
      onEnd(rows) {
        reply.request.audited = { users: sent.users, rows };
      },
    }),
    { objectMode: false, highWaterMark: CHUNK_LENGTH },
  );
  // Unread rows hold resources of the store too.
  stream.once('close', () => void sent.rows.return());
  return reply.send(stream);
}

interface SendingEvents {
  /** Gives the error with which the answer breaks off. */
  breakOff(error: unknown): unknown;
  /** The caller has taken nothing for too long. */
  onIdle(): 'wait on' | 'given up';
  onEnd(rows: number): void;
}

async function* chunks<T>(
  { format, forms, rows, idleMs }: SentRows<T>,
  { breakOff, onIdle, onEnd }: SendingEvents,
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
