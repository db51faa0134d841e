import type { FastifyRequest } from 'fastify';
import { withHead } from '../../importers/input/with-head.ts';
import { ServiceError } from '../problems/service-error.ts';
import type { ServiceContext } from '../service-context.ts';
import { bodyChunks } from './body-chunks.ts';
import { type BodyTypes, bodyKind } from './body-kind.ts';

/** The first bytes of gzip data. RFC 1952, section 2.3. */
const GZIP = Buffer.from([0x1f, 0x8b]);

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
  return { format, chunks: notPacked(chunks, isGzip) };
}

/** Refuses what is still packed by gzip, which parsers would call binary data. */
async function* notPacked(chunks: AsyncGenerator<Buffer>, isUnpacked: boolean): AsyncGenerator<Buffer> {
  const { head, all } = await withHead(chunks, GZIP.length);
  try {
    if (head.subarray(0, GZIP.length).equals(GZIP)) {
      const remedy = isUnpacked ? 'by gzip twice; pack it once' : 'by gzip; send Content-Encoding: gzip';
      throw new ServiceError(400, 'INVALID_FILE', `the body is packed ${remedy}`);
    }
    yield* all;
  } finally {
    await chunks.return(undefined);
  }
}
