import type { FastifyRequest } from 'fastify';
import type { ReadingSelection } from '../../store/store.ts';
import { DeletedReadings } from '../schemas/answers.ts';
import { DeleteReadingsBody, DeleteReadingsParameters, DropBeforeBody, ID_LIST_BYTES } from '../schemas/parameters.ts';
import type { App } from '../service-context.ts';
import { answers } from './answers.ts';

const DESCRIPTION =
  'Gone from every answer when this answers, and never brought back by a write that is on its way. Name the users, from, or to.';
const DELETED = answers(DeletedReadings, 'What was deleted.');

/** Deletion of readings. */
export async function erasureRoutes(app: App): Promise<void> {
  app.delete(
    '/v1/readings',
    {
      config: { scope: 'admin', action: 'delete_readings' },
      schema: {
        operationId: 'deleteReadings',
        tags: ['erasure'],
        summary: 'Delete readings of some users, of a period, or both',
        description: DESCRIPTION,
        querystring: DeleteReadingsParameters,
        response: DELETED,
      },
    },
    (request) => deleteReadings(request, request.query),
  );

  app.post(
    '/v1/readings/delete',
    {
      bodyLimit: ID_LIST_BYTES,
      config: { scope: 'admin', action: 'delete_readings' },
      schema: {
        operationId: 'deleteReadingsOfMany',
        tags: ['erasure'],
        summary: 'The same for more users than a URL holds',
        description: DESCRIPTION,
        body: DeleteReadingsBody,
        response: DELETED,
      },
    },
    (request) => deleteReadings(request, request.body),
  );

  app.post(
    '/v1/readings/drop-before',
    {
      config: { scope: 'admin', action: 'drop_before' },
      schema: {
        operationId: 'dropBefore',
        tags: ['erasure'],
        summary: 'Delete all readings before an instant, by whole months where it can',
        body: DropBeforeBody,
        response: DELETED,
      },
    },
    async (request) => {
      const readings = await request.write.dropBefore(request.body.instant);
      request.audited = { users: 'all', rows: readings };
      return { readings };
    },
  );
}

async function deleteReadings(request: FastifyRequest, selection: ReadingSelection): Promise<DeletedReadings> {
  let users: readonly number[] | 'all' = 'all';
  const readings = await request.write.deleteReadings(selection, (ids) => {
    users = ids;
  });
  request.audited = { users, rows: readings };
  return { readings };
}
