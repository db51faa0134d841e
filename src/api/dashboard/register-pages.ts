import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { ServiceError } from '../problems/service-error.ts';
import type { App } from '../service-context.ts';
import { type PageFile, type PageFiles, pageFileOf } from './page-files.ts';

/** The addresses of the pages; one document shows them all. */
const PAGES = [
  ...['/', '/cohort', '/people', '/people/:userId', '/alarms', '/alarms/:part', '/alarms/:part/:id'],
  ...['/data', '/settings', '/settings/:part'],
];

/** Nothing but what the service itself serves; styles are set by scripts through the CSSOM, which the policy permits. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Where the document stands for the folder that it was asked for in. */
const ROOT_MARK = '%ROOT%';

/** Serves the dashboard; where it is switched off or not built, the root leads to the description of the API. */
export function registerPages(app: App, files: PageFiles | undefined): void {
  if (files === undefined) {
    app.get('/', { config: { scope: 'public' }, schema: { hide: true } }, async (_request, reply) =>
      // Relative, since a proxy may serve it below a path.
      reply.redirect('docs'),
    );
    return;
  }
  for (const page of PAGES) {
    // Relative as well: `/people/7` finds its files one folder above.
    const file = pageFileOf('.html', files.document.replaceAll(ROOT_MARK, '../'.repeat(page.split('/').length - 2)));
    // Filters are part of an address; the pages read them, the service does not.
    app.get(page, { config: { scope: 'public' }, schema: { hide: true, querystring: {} } }, async (request, reply) => {
      reply.header('content-security-policy', POLICY).header('referrer-policy', 'no-referrer');
      return sendFile(request, reply, file, 'no-cache');
    });
  }
  app.get('/assets/:name', { config: { scope: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const { name } = request.params as { readonly name: string };
    const file = files.assets.get(name);
    if (file === undefined)
      throw new ServiceError(404, 'NOT_FOUND', 'the dashboard has no such file; load its page anew');
    return sendFile(request, reply, file, 'public, max-age=31536000, immutable');
  });
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: PageFile, caching: string): FastifyReply {
  reply.header('etag', file.etag).header('cache-control', caching).header('vary', 'accept-encoding');
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim());
  if (known?.some((tag) => tag === file.etag || tag === '*')) return reply.code(304).send();
  const taken = new Negotiator(request).encodings([...file.bodies.keys()]);
  const encoding = [...file.bodies.keys()].find((name) => taken.includes(name)) ?? 'identity';
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.type(file.type).send(file.bodies.get(encoding));
}
