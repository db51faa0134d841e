import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { waitsItsTurn } from '../front/waits-its-turn.ts';
import { problemOf } from '../problems/problem-of.ts';
import { ServiceError } from '../problems/service-error.ts';
import type { OpenStream } from '../watch/questions.ts';

/** How rows are written down. */
export interface RowForms<T> {
  /** A row as JSON text. */
  json(row: T): string;
  readonly csvHeader: string;
  csv(row: T): string;
}

export type RowFormat = 'json' | 'ndjson' | 'csv';

const TYPES: { readonly [format in RowFormat]: string } = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
};

const ACCEPTED: readonly (readonly [type: string, format: RowFormat])[] = [
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['text/csv', 'csv'],
  ['application/*', 'json'],
  ['text/*', 'csv'],
  ['*/*', 'json'],
];

const CHUNK_LENGTH = 32 * 1024;

/** The form of rows that a request asks for. @throws ServiceError 406 when it takes none of them. */
export function rowFormat({ headers }: FastifyRequest): RowFormat {
  const accept = headers.accept ?? '*/*';
  const wanted = accept
    .split(',')
    .map((part) => {
      const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { type } of wanted) {
    const found = ACCEPTED.find(([known]) => known === type);
    if (found !== undefined) return found[1];
  }
  throw new ServiceError(
    406,
    'INVALID_ARGUMENT',
    'this route gives application/json, application/x-ndjson and text/csv; ask for one of them in Accept',
    { field: 'Accept' },
  );
}

/** Rows on their way to whoever asked for them. */
export interface SentRows<T> {
  readonly format: RowFormat;
  readonly forms: RowForms<T>;
  readonly rows: OpenStream<T>;
  /** Longest time in which nothing of the answer is taken. */
  readonly idleMs: number;
  /** Told how many rows went out, whether or not all of them did. */
  onEnd(rows: number): void;
}

/**
 * Sends rows as they come. Where they break off, or nobody takes them any more, the connection is cut, so that nobody takes
 * a part for the whole.
 */
export function sendRows<T>(reply: FastifyReply, sent: SentRows<T>): FastifyReply {
  const breakOff = <E>(error: E): E => {
    reply.request.brokenAs = problemOf(error, reply.request.id).status;
    return error;
  };
  const stream: Readable = Readable.from(
    chunks(sent, breakOff, () => {
      if (waitsItsTurn(reply.raw)) return 'wait on';
      stream.destroy(breakOff(new ServiceError(408, 'TIMEOUT', 'nobody takes the answer')));
      return 'given up';
    }),
    { objectMode: false, highWaterMark: CHUNK_LENGTH },
  );
  // Rows that were never begun to be read hold on to their store too.
  stream.once('close', () => void sent.rows.return());
  return reply.type(TYPES[sent.format]).send(stream);
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
