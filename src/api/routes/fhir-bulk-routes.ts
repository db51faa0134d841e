import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { fhirExport } from '../../exporters/fhir/fhir-export.ts';
import { openExport } from '../../exporters/open-export.ts';
import { canonicalUserId } from '../../model/user-id.ts';
import { baseUrl } from '../fhir/base-url.ts';
import { BULK_TYPES, type BulkJob, type BulkType, bulkId, bulkJob } from '../fhir/bulk-job.ts';
import { ServiceError } from '../problems/service-error.ts';
import { ExportKickOffParameters, FhirIdPath } from '../schemas/fhir-parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { sendPieces } from './send-pieces.ts';

const hide = true;
const FORMATS: ReadonlySet<string> = new Set([
  'application/fhir+ndjson',
  'application/fhir ndjson',
  'application/ndjson',
  'ndjson',
]);
const BulkPath = Type.Object({ job: Type.String({ maxLength: 2000 }) }, { additionalProperties: false });
const FilePath = Type.Object(
  { job: Type.String({ maxLength: 2000 }), type: Type.Enum([...BULK_TYPES]) },
  { additionalProperties: false },
);

/** FHIR bulk data: everybody's, or one patient's, resources in files. https://hl7.org/fhir/uv/bulkdata/STU2/export.html */
export async function fhirBulkRoutes(app: App, { queries, settings, isOpen }: ServiceContext): Promise<void> {
  const idleMs = settings.requestTimeout * 1000;

  const begin = (request: FastifyRequest, reply: FastifyReply, query: KickOff, userId?: number) => {
    const path = request.url.slice('/fhir'.length);
    const job: BulkJob = { at: Date.now(), request: path, types: typesOf(query), userId };
    return reply
      .code(202)
      .header('content-location', `${baseUrl(request)}/bulk/${bulkId(job)}`)
      .send();
  };

  for (const path of ['/fhir/$export', '/fhir/Patient/$export']) {
    app.get(
      path,
      { config: { scope: 'read' }, schema: { hide, querystring: ExportKickOffParameters } },
      async (request, reply) => begin(request, reply, request.query),
    );
  }

  app.get(
    '/fhir/Patient/:id/$export',
    {
      config: { scope: 'read', action: 'get_user' },
      schema: { hide, params: FhirIdPath, querystring: ExportKickOffParameters },
    },
    async (request, reply) => {
      const userId = canonicalUserId(request.params.id);
      request.audited = { users: userId === undefined ? [] : [userId] };
      const user = userId === undefined ? undefined : await queries.getUser(userId, request);
      if (user === undefined)
        throw new ServiceError(404, 'NOT_FOUND', `there is no Patient with the id ${request.params.id}`);
      return begin(request, reply, request.query, userId);
    },
  );

  app.get(
    '/fhir/bulk/:job',
    { config: { scope: 'read' }, schema: { hide, params: BulkPath } },
    async (request, reply) => {
      const { at, request: path, types } = jobOf(request.params.job);
      const base = baseUrl(request);
      return reply.type('application/json').send({
        transactionTime: new Date(at).toISOString(),
        request: `${base}${path}`,
        requiresAccessToken: !isOpen,
        output: types.map((type) => ({ type, url: `${base}/bulk/${request.params.job}/${type}` })),
        error: [],
      });
    },
  );

  app.delete(
    '/fhir/bulk/:job',
    { config: { scope: 'read' }, schema: { hide, params: BulkPath } },
    async (request, reply) => {
      jobOf(request.params.job);
      // There is nothing to forget.
      return reply.code(202).send();
    },
  );

  app.get(
    '/fhir/bulk/:job/:type',
    { config: { scope: 'read', action: 'export' }, schema: { hide, params: FilePath } },
    async (request, reply) => {
      const { userId } = jobOf(request.params.job);
      const users = userId === undefined ? ('all' as const) : [userId];
      request.audited = { users };
      let rows = 0;
      const pieces = await queries.stream('export', request, (store) =>
        openExport(store, {
          format: fhirExport,
          what: request.params.type === 'Patient' ? 'users' : 'readings',
          selection: userId === undefined ? {} : { userIds: [userId] },
          onRows: (more) => {
            rows += more;
          },
        }),
      );
      return sendPieces(reply, {
        type: fhirExport.mediaType,
        pieces,
        idleMs,
        close: () => void pieces.return(),
        onEnd() {
          request.audited = { users, rows };
        },
      });
    },
  );
}

interface KickOff {
  readonly _outputFormat?: string | undefined;
  readonly _type?: readonly string[] | undefined;
  readonly _since?: string | undefined;
}

/** @throws ServiceError 400 about what is not supported. */
function typesOf({ _outputFormat = 'ndjson', _type, _since }: KickOff): readonly BulkType[] {
  if (!FORMATS.has(_outputFormat)) throw unsupported('_outputFormat', '_outputFormat must be application/fhir+ndjson');
  if (_since !== undefined) {
    throw unsupported('_since', 'when a reading was written is not kept; leave _since out, or search by date');
  }
  const types = _type?.flatMap((each) => each.split(','));
  const unknown = types?.find((type) => !BULK_TYPES.some((known) => known === type));
  if (unknown !== undefined) throw unsupported('_type', `_type must be of ${BULK_TYPES.join(', ')}, not ${unknown}`);
  return types === undefined ? BULK_TYPES : BULK_TYPES.filter((type) => types.includes(type));
}

function unsupported(field: string, message: string): ServiceError {
  return new ServiceError(400, 'INVALID_ARGUMENT', message, { field });
}

function jobOf(id: string): BulkJob {
  const job = bulkJob(id);
  if (job === undefined) throw new ServiceError(404, 'NOT_FOUND', 'there is no such export; begin one with $export');
  return job;
}
