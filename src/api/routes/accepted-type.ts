import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/** Returns the caller's preferred content type, by `Accept`; `undefined` when it accepts none of them. */
export function acceptedType(request: FastifyRequest, types: readonly string[]): string | undefined {
  return new Negotiator(request).mediaType([...types]);
}
