import { jsonBody } from '../body/json-body.ts';
import type { App, ServiceContext } from '../service-context.ts';

/** Reads bodies of FHIR's content type as JSON, on the routes that are added to this scope. */
export function acceptFhirBodies(
  app: App,
  { settings, stopping }: Pick<ServiceContext, 'settings' | 'stopping'>,
): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/fhir+json', (request, stream, done) => {
    const totalMs = settings.requestTimeout * 1000;
    jsonBody(request.headers, stream, { maxBytes: request.routeOptions.bodyLimit, totalMs, stopping }).then(
      (text) => parse(request, text, done),
      done,
    );
  });
}
