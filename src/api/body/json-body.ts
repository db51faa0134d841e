import type { IncomingMessage } from 'node:http';
import { gatheredChunks } from '../../importers/input/gathered-chunks.ts';
import { ServiceError } from '../problems/service-error.ts';
import { type BodyLimits, bodyChunks } from './body-chunks.ts';
import { requireUtf8, unsupported } from './body-kind.ts';

export type JsonBodyLimits = Required<Omit<BodyLimits, 'idleMs'>>;

/**
 * Reads the text of a whole JSON body: a user, a list of ids.
 *
 * @throws ServiceError `UNSUPPORTED_MEDIA_TYPE`, what {@link bodyChunks} throws, `INVALID_ARGUMENT` (not UTF-8).
 */
export async function jsonBody(
  headers: IncomingMessage['headers'],
  stream: IncomingMessage,
  limits: JsonBodyLimits,
): Promise<string> {
  requireUtf8(headers);
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw unsupported('Content-Encoding', 'send this body as it is');
  }
  const chunks: Buffer[] = [];
  const sent = bodyChunks(stream, false, { ...limits, idleMs: limits.totalMs });
  for await (const chunk of gatheredChunks(sent)) chunks.push(chunk);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new ServiceError(400, 'INVALID_ARGUMENT', 'the body is not UTF-8 text', { field: 'body', cause });
  }
}
