import Type from 'typebox';
import { acceptFhirBodies } from '../fhir/accept-fhir-bodies.ts';
import { baseUrl } from '../fhir/base-url.ts';
import { bundleAnswer, openBundle } from '../fhir/process-bundle.ts';
import { readingOfObservation } from '../fhir/reading-of-observation.ts';
import { sendResource } from '../fhir/send-resource.ts';
import { refused, writeObservations } from '../fhir/write-observations.ts';
import { ServiceError } from '../problems/service-error.ts';
import { FhirParameters } from '../schemas/fhir-parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';

const hide = true;
/** Some 10,000 Observations. */
const BUNDLE_BYTES = 8 * 1024 * 1024;

/** FHIR R4: Observations come in, one by one or in Bundles. https://hl7.org/fhir/R4/http.html#create */
export async function fhirWriteRoutes(app: App, context: ServiceContext): Promise<void> {
  acceptFhirBodies(app, context);

  app.post(
    '/fhir/Observation',
    {
      config: { scope: 'write', action: 'ingest' },
      schema: { hide, querystring: FhirParameters, body: Type.Unknown() },
    },
    async (request, reply) => {
      if (request.headers['if-none-exist'] !== undefined) throw noConditions();
      const reading = readingOfObservation(request.body);
      const { written, receipt } = await writeObservations(request.write, [reading], false);
      context.metrics.receipt(receipt);
      const [outcome] = written;
      if (outcome === undefined || 'rejection' in outcome) throw refused(outcome!.rejection, 'Observation');
      request.audited = { users: [outcome.userId], rows: 1 };
      reply.header('location', `${baseUrl(request)}/Observation/${outcome.resource.id}`);
      // A value that was there already, or was corrected, has been there before.
      return sendResource(reply, outcome.resource, receipt.inserted === 1 ? 201 : 200);
    },
  );

  // Clients write the base with and without a slash.
  for (const path of ['/fhir', '/fhir/']) {
    app.post(
      path,
      {
        bodyLimit: BUNDLE_BYTES,
        config: { scope: 'write', action: 'ingest' },
        schema: { hide, querystring: FhirParameters, body: Type.Unknown() },
      },
      async (request, reply) => {
        const bundle = openBundle(request.body);
        const readings = bundle.entries.flatMap((entry) => (entry instanceof ServiceError ? [] : [entry]));
        const { written, receipt } = await writeObservations(request.write, readings, bundle.type === 'transaction');
        context.metrics.receipt(receipt);
        const users = new Set(written.flatMap((outcome) => ('userId' in outcome ? [outcome.userId] : [])));
        request.audited = { users, rows: receipt.read };
        return sendResource(reply, bundleAnswer(bundle, written, baseUrl(request), request.id));
      },
    );
  }
}

function noConditions(): ServiceError {
  const message = 'leave If-None-Exist out: one patient has one heart rate at an instant, which may be sent again';
  return new ServiceError(412, 'INVALID_ARGUMENT', message, { field: 'If-None-Exist' });
}
