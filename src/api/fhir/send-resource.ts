import type { FastifyReply } from 'fastify';

export const FHIR_JSON = 'application/fhir+json; charset=utf-8';

/** Answers with a FHIR resource. */
export function sendResource(reply: FastifyReply, resource: object, status = 200): FastifyReply {
  return reply.code(status).type(FHIR_JSON).serializer(String).send(JSON.stringify(resource));
}
