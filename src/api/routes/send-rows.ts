import type { FastifyReply } from 'fastify';
import type { RowForms } from '../../store/row-forms.ts';
import type { OpenStream } from '../reads/read-gate.ts';
import type { RowFormat } from '../schemas/row-formats.ts';
import type { AuditEntry } from '../watch/audit-log.ts';
import { PIECE_LENGTH, sendPieces } from './send-pieces.ts';

const TYPES: { readonly [format in RowFormat]: string } = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
};

/** Rows to send. */
export interface SentRows<T> {
  readonly format: RowFormat;
  readonly forms: RowForms<T>;
  readonly rows: OpenStream<T>;
  /** Longest time without progress of the answer. */
  readonly idleMs: number;
  /** Whose rows they are, for the audit log; nobody's if omitted. */
  readonly users?: AuditEntry['users'];
}

/**
 * Sends rows as they come, as {@link sendPieces} does. How many rows went out, whether or not all of them did, is for the audit log.
 */
export function sendRows<T>(reply: FastifyReply, sent: SentRows<T>): FastifyReply {
  let count = 0;
  return sendPieces(reply, {
    type: TYPES[sent.format],
    pieces: pieces(sent, () => {
      count += 1;
    }),
    idleMs: sent.idleMs,
    close: () => void sent.rows.return(),
    onEnd() {
      reply.request.audited = { ...(sent.users === undefined ? {} : { users: sent.users }), rows: count };
    },
  });
}

async function* pieces<T>({ format, forms, rows }: SentRows<T>, onRow: () => void): AsyncGenerator<string> {
  const { json, csv, csvHeader } = forms;
  let text = format === 'json' ? '[' : format === 'csv' ? `${csvHeader}\n` : '';
  let isFirst = true;
  for await (const row of rows) {
    if (format === 'json') text += isFirst ? json(row) : `,${json(row)}`;
    else text += `${format === 'csv' ? csv(row) : json(row)}\n`;
    isFirst = false;
    onRow();
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = '';
  }
  if (format === 'json') text += ']';
  if (text !== '') yield text;
}
