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
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const format = FORMATS[type];
  if (format === undefined) {
    throw unsupported('Content-Type', `send rows as ${BODY_TYPES.join(', ')}`);
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset.replaceAll('"', ''))) {
    throw unsupported('Content-Type', 'send text in UTF-8');
  }
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw unsupported('Content-Encoding', 'send the body packed by gzip, or as it is');
  }
  return { format, isGzip: encoding !== 'identity' };
}

function unsupported(field: string, message: string): ServiceError {
  return new ServiceError(415, 'UNSUPPORTED_MEDIA_TYPE', message, { field });
}
