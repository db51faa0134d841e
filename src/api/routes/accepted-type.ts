import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/** The content type that the caller of a request likes best, by its `Accept`; `undefined` when it takes none of them. */
export function acceptedType(request: FastifyRequest, types: readonly string[]): string | undefined {
  return new Negotiator(request).mediaType([...types]);
}
