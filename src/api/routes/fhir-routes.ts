import { patientOf } from '../../fhir/patient.ts';
import { canonicalUserId } from '../../model/user-id.ts';
import { baseUrl } from '../fhir/base-url.ts';
import { capabilityStatement } from '../fhir/capability-statement.ts';
import { observationsWithIds } from '../fhir/observations-with-ids.ts';
import { sendResource } from '../fhir/send-resource.ts';
import { ServiceError } from '../problems/service-error.ts';
import { FhirIdPath, FhirParameters } from '../schemas/fhir-parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';

/** FHIR describes itself: GET /fhir/metadata. */
const hide = true;

/** FHIR R4: what the service can do, and resources by their ids. https://hl7.org/fhir/R4/http.html */
export async function fhirRoutes(app: App, { queries, version }: ServiceContext): Promise<void> {
  app.get(
    '/fhir/metadata',
    { config: { scope: 'public' }, schema: { hide, querystring: FhirParameters } },
    async (request, reply) => sendResource(reply, capabilityStatement({ base: baseUrl(request), version })),
  );

  app.get(
    '/fhir/Patient/:id',
    {
      config: { scope: 'read', action: 'get_user' },
      schema: { hide, params: FhirIdPath, querystring: FhirParameters },
    },
    async (request, reply) => {
      const userId = canonicalUserId(request.params.id);
      if (userId !== undefined) request.audited = { users: [userId] };
      const user = userId === undefined ? undefined : await queries.getUser(userId, request);
      if (user === undefined) throw notFound('Patient', request.params.id);
      return sendResource(reply, patientOf(user));
    },
  );

  app.get(
    '/fhir/Observation/:id',
    {
      config: { scope: 'read', action: 'readings' },
      schema: { hide, params: FhirIdPath, querystring: FhirParameters },
    },
    async (request, reply) => {
      const { id } = request.params;
      const [found] = await queries.run('readings', request, {}, (store) => observationsWithIds(store, [id]));
      if (found === undefined) throw notFound('Observation', id);
      request.audited = { users: [found.userId], rows: 1 };
      return sendResource(reply, found.resource);
    },
  );
}

function notFound(type: string, id: string): ServiceError {
  return new ServiceError(404, 'NOT_FOUND', `there is no ${type} with the id ${id}`);
}
