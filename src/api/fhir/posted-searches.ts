import type { FastifyRequest } from 'fastify';
import { jsonBody } from '../body/json-body.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { baseUrl } from './base-url.ts';

/**
 * Has searches come by POST too, with their parameters as a form in the body, on the routes of this scope: they are checked as
 * those of a URL. https://hl7.org/fhir/R4/http.html#search
 */
export function takePostedSearches(
  app: App,
  { settings, stopping }: Pick<ServiceContext, 'settings' | 'stopping'>,
): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', (request, stream, done) => {
    const totalMs = settings.requestTimeout * 1000;
    jsonBody(request.headers, stream, { maxBytes: request.routeOptions.bodyLimit, totalMs, stopping }).then(
      (text) => done(null, new URLSearchParams(text)),
      done,
    );
  });
  app.addHook('preValidation', async (request) => {
    const { body } = request;
    if (!(body instanceof URLSearchParams)) return;
    const form = Object.fromEntries([...new Set(body.keys())].map((name) => [name, listOrText(body.getAll(name))]));
    request.query = { ...(request.query as object), ...form };
  });
}

/** The URL of a search, however it was asked. */
export function searchUrl(request: FastifyRequest): string {
  const { body, url } = request;
  const [path = '', query] = url.slice('/fhir'.length).split('?');
  const form = body instanceof URLSearchParams ? body.toString() : undefined;
  const parameters = [query, form].filter((each) => each !== undefined && each !== '').join('&');
  return `${baseUrl(request)}${path.replace(/\/_search$/, '')}${parameters === '' ? '' : `?${parameters}`}`;
}

/** The same search from a place on. */
export function pageUrl(request: FastifyRequest, position: number): string {
  const url = new URL(searchUrl(request));
  url.searchParams.set('_page', String(position));
  return url.href;
}

function listOrText(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? values[0]! : values;
}
