import type { FastifyRequest } from 'fastify';

/** Where the resources are, as the caller sees it; a proxy that ends TLS says so by `X-Forwarded-Proto`. */
export function baseUrl({ headers, protocol, host }: FastifyRequest): string {
  const scheme = headers['x-forwarded-proto'] === 'https' ? 'https' : protocol;
  return `${scheme}://${host}/fhir`;
}
