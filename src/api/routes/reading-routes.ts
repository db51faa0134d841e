import { AVERAGE_FORMS, READING_FORMS } from '../../store/row-forms.ts';
import { BucketAverages, Readings, Timeline } from '../schemas/answers.ts';
import { AveragesParameters, TimelineParameters, UserPath, WindowParameters } from '../schemas/parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers, rowAnswers } from './answers.ts';
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
        description:
          'All of the window, both ends inclusive, as JSON, application/x-ndjson or text/csv, whichever is accepted.',
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
        summary: 'Averages of a user by hour, day, week or month',
        description:
          'Buckets without readings are left out; those at the ends of the window hold what lies within it. Comes as JSON, application/x-ndjson or text/csv, whichever is accepted.',
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

  app.get(
    '/v1/users/:userId/timeline',
    {
      config: { scope: 'read', action: 'timeline', problems: [404] },
      schema: {
        operationId: 'timeline',
        tags: ['readings'],
        summary: 'A window of a user in a bounded number of points',
        description:
          'The readings themselves, or their averages by the finest level that keeps to maxPoints and is cheap enough; the answer says which. Made for charts that are moved and zoomed.',
        params: UserPath,
        querystring: TimelineParameters,
        response: answers(Timeline, 'The level, and its points in order of time.'),
      },
    },
    async (request) => {
      const userId = await queries.userId(request.params.userId, request);
      const { maxPoints, level, ...window } = request.query;
      request.audited = { users: [userId] };
      const timeline = await queries.run('timeline', request, { maxPoints, level }, (store) =>
        store.timeline(userId, window, { maxPoints, level }),
      );
      request.audited = { users: [userId], rows: timeline.points.length };
      return {
        level: timeline.level,
        points: timeline.points.map(({ start, ...point }) => ({ start: start.toISOString(), ...point })),
      };
    },
  );
}
