import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../problems/service-error.ts';

export interface BodyKind<Format> {
  readonly format: Format;
  readonly isGzip: boolean;
}

/** Formats of rows by content type. */
export type BodyTypes<Format> = ReadonlyMap<string, Format>;

/** Returns what the headers say about a body of rows. @throws ServiceError `UNSUPPORTED_MEDIA_TYPE`. */
export function bodyKind<Format>(headers: IncomingHttpHeaders, types: BodyTypes<Format>): BodyKind<Format> {
  const [type = ''] = contentType(headers);
  const format = types.get(type);
  if (format === undefined) {
    throw unsupported('Content-Type', `send rows as ${[...types.keys()].join(', ')}`);
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
