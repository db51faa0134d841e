import { AVERAGE_FORMS, READING_FORMS } from '../../store/row-forms.ts';
import { BucketAverages, Readings } from '../schemas/answers.ts';
import { AveragesParameters, UserPath, WindowParameters } from '../schemas/parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { rowAnswers } from './answers.ts';
import { rowFormat } from './row-format.ts';
import { sendRows } from './send-rows.ts';

/** Readings and averages of one user, as streams. */
export async function readingRoutes(app: App, { queries, settings }: ServiceContext): Promise<void> {
  const idleMs = settings.requestTimeout * 1000;
  app.get(
    '/v1/users/:userId/readings',
    {
      config: { scope: 'read', action: 'readings', problems: [404] },
      schema: {
        operationId: 'readings',
        tags: ['readings'],
        summary: 'Readings of a user in order of time',
        params: UserPath,
        querystring: WindowParameters,
        response: rowAnswers(Readings, 'The readings.'),
      },
    },
    async (request, reply) => {
      const userId = await queries.userId(request.params.userId, request);
      const format = rowFormat(request);
      const users = [userId];
      request.audited = { users };
      const rows = await queries.stream('readings', request, (store) => store.readings(userId, request.query));
      return sendRows(reply, { format, forms: READING_FORMS, rows, idleMs, users });
    },
  );

  app.get(
    '/v1/users/:userId/averages',
    {
      config: { scope: 'read', action: 'averages', problems: [404] },
      schema: {
        operationId: 'averages',
        tags: ['readings'],
        summary: 'Averages of a user by hour, day or month',
        params: UserPath,
        querystring: AveragesParameters,
        response: rowAnswers(BucketAverages, 'The buckets that hold readings, in order of time.'),
      },
    },
    async (request, reply) => {
      const userId = await queries.userId(request.params.userId, request);
      const { resolution, timezone, ...window } = request.query;
      const format = rowFormat(request);
      const users = [userId];
      request.audited = { users };
      const rows = await queries.stream('averages', request, (store) =>
        store.averages(userId, window, resolution, { timezone }),
      );
      return sendRows(reply, { format, forms: AVERAGE_FORMS, rows, idleMs, users });
    },
  );
}
