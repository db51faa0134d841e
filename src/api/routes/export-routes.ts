import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { copyOfPerson } from '../../exporters/copy-of-person.ts';
import type { ExportFormat } from '../../exporters/export-format.ts';
import { requireExportSelection } from '../../exporters/export-selection.ts';
import { openExport, requireHolds } from '../../exporters/open-export.ts';
import { EXPORT_FORMATS } from '../../exporters/registry.ts';
import { userNotFound } from '../../model/user-not-found.ts';
import { alarmsCsv } from '../alarms/alarms-csv.ts';
import { ServiceError } from '../problems/service-error.ts';
import { ExportParameters } from '../schemas/export-parameters.ts';
import { UserPath } from '../schemas/parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { acceptedType } from './accepted-type.ts';
import { sendPieces } from './send-pieces.ts';

const ZIP = 'application/zip';

/** What is sent where any will do comes first. */
const FORMATS = EXPORT_FORMATS.toSorted(
  (one, other) => Number(other.name === 'ndjson') - Number(one.name === 'ndjson'),
);
const ACCEPTED = [...new Set(FORMATS.map(({ mediaType }) => mediaType))];

/** Content types and what comes with them, by format. */
const CONTENT = Object.fromEntries(
  // Formats of one type are told apart by their name.
  FORMATS.toReversed().map(({ mediaType, description }) => [
    mediaType.split(';')[0]!,
    { schema: Type.String({ description: `${description}.` }) },
  ]),
);

/** Files with a part of the store. */
export async function exportRoutes(app: App, { alarms, queries, settings }: ServiceContext): Promise<void> {
  const idleMs = settings.requestTimeout * 1000;
  app.get(
    '/v1/export',
    {
      config: { scope: 'read', action: 'export', problems: [404] },
      schema: {
        operationId: 'export',
        tags: ['readings'],
        summary: 'Readings, averages or users as a file',
        description:
          'Of everybody, or of those to whom all that is given applies. Streamed; if it breaks off, the connection is cut. What is written meanwhile may be in it or not.',
        querystring: ExportParameters,
        response: { 200: { description: 'The file.', content: CONTENT } },
      },
    },
    async (request, reply) => {
      const { format: name, what = 'readings', ...selection } = request.query;
      const format = formatOf(request, name);
      requireHolds(format, what);
      const { users: named } = requireExportSelection(selection);
      const users = named === undefined ? ('all' as const) : await queries.userIds(named, request);
      request.audited = { users };
      let rows = 0;
      const onRows = (more: number) => {
        rows += more;
      };
      const pieces = await queries.stream('export', request, (store) =>
        openExport(store, { format, what, selection, onRows }),
      );
      reply.header('content-disposition', `attachment; filename="${what}.${format.extension}"`);
      return sendPieces(reply, {
        type: format.mediaType,
        pieces,
        idleMs,
        close: () => void pieces.return(),
        onEnd() {
          request.audited = { users, rows };
        },
      });
    },
  );

  app.get(
    '/v1/users/:userId/export',
    {
      config: { scope: 'read', action: 'export_user', problems: [404] },
      schema: {
        operationId: 'exportUser',
        tags: ['users'],
        summary: 'A copy of everything that is known of a user',
        description: 'A zip archive of tables: the user, the readings by year, and alarms.',
        params: UserPath,
        response: {
          200: {
            description: 'The archive.',
            content: { [ZIP]: { schema: Type.String({ description: 'A zip archive.' }) } },
          },
        },
      },
    },
    async (request, reply) => {
      const userId = await queries.userId(request.params.userId, request);
      const users = [userId];
      request.audited = { users };
      const user = await queries.getUser(userId, request);
      if (user === undefined) throw userNotFound(userId);
      let rows = 0;
      const others = [{ path: 'alarms.csv', pieces: alarmsCsv(alarms.list, userId) }];
      const pieces = await queries.stream('export_user', request, (store) =>
        copyOfPerson(store, user, Date.now(), others, (more) => {
          rows += more;
        }),
      );
      reply.header('content-disposition', `attachment; filename="user-${userId}.zip"`);
      return sendPieces(reply, {
        type: ZIP,
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

/** @throws ServiceError 406 when the request accepts none of the formats. */
function formatOf(request: FastifyRequest, name: string | undefined): ExportFormat {
  const accepted = name === undefined ? acceptedType(request, ACCEPTED) : undefined;
  const format = EXPORT_FORMATS.find((known) => known.name === name || known.mediaType === accepted);
  if (format !== undefined) return format;
  throw new ServiceError(
    406,
    'INVALID_ARGUMENT',
    `this route gives ${Object.keys(CONTENT).join(', ')}; ask for one of them in Accept, or name its format`,
    { field: 'Accept' },
  );
}
