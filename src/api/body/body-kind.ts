import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../problems/service-error.ts';

/** How the rows of a body are written down. */
export type BodyFormat = 'json' | 'ndjson' | 'csv';

export interface BodyKind {
  readonly format: BodyFormat;
  readonly isGzip: boolean;
}

const FORMATS: { readonly [type: string]: BodyFormat } = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'text/csv': 'csv',
};

/** Content types of rows, as they may be sent. */
export const BODY_TYPES = Object.keys(FORMATS);

/** What the headers say of a body of rows. @throws ServiceError `UNSUPPORTED_MEDIA_TYPE`. */
export function bodyKind(headers: IncomingHttpHeaders): BodyKind {
  const [type = ''] = contentType(headers);
  const format = FORMATS[type];
  if (format === undefined) {
    throw unsupported('Content-Type', `send rows as ${BODY_TYPES.join(', ')}`);
  }
  requireUtf8(headers);
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw unsupported('Content-Encoding', 'send the body packed by gzip, or as it is');
  }
  return { format, isGzip: encoding !== 'identity' };
}

/** Text is UTF-8, whatever its type. @throws ServiceError `UNSUPPORTED_MEDIA_TYPE`. */
export function requireUtf8(headers: IncomingHttpHeaders): void {
  const charset = contentType(headers).find((part) => part.startsWith('charset='));
  if (charset === undefined) return;
  if (!['utf-8', 'utf8', 'us-ascii'].includes(charset.slice('charset='.length).replaceAll('"', ''))) {
    throw unsupported('Content-Type', 'send text in UTF-8');
  }
}

function contentType(headers: IncomingHttpHeaders): string[] {
  return (headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
}

export function unsupported(field: string, message: string): ServiceError {
  return new ServiceError(415, 'UNSUPPORTED_MEDIA_TYPE', message, { field });
}
