import type { FastifyRequest } from 'fastify';
import { ServiceError } from '../problems/service-error.ts';
import type { ServiceContext } from '../service-context.ts';
import { bodyChunks } from './body-chunks.ts';
import { type BodyTypes, bodyKind } from './body-kind.ts';

/** A body of rows that a route reads itself. */
export interface OpenBody<Format> {
  readonly format: Format;
  /** Decompressed, as they arrive. */
  readonly chunks: AsyncGenerator<Buffer>;
}

/** @throws ServiceError `UNSUPPORTED_MEDIA_TYPE`, `BODY_TOO_LARGE` before a byte is read. */
export function openBody<Format>(
  { headers, raw }: FastifyRequest,
  { settings, stopping }: Pick<ServiceContext, 'settings' | 'stopping'>,
  types: BodyTypes<Format>,
): OpenBody<Format> {
  const { format, isGzip } = bodyKind(headers, types);
  const { bodyLimit: maxBytes, requestTimeout } = settings;
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  if (length !== undefined && length > maxBytes) {
    throw new ServiceError(413, 'BODY_TOO_LARGE', `a body may hold ${maxBytes} bytes; send several`);
  }
  const chunks = bodyChunks(raw, isGzip, { maxBytes, idleMs: requestTimeout * 1000, stopping });
  return { format, chunks };
}
