import type { Reading as StoreReading } from '../../model/reading.ts';
import type { BucketAverage as StoreAverage } from '../../store/store.ts';
import { BucketAverages, Readings } from '../schemas/answers.ts';
import { AveragesParameters, UserPath, WindowParameters } from '../schemas/parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { rowAnswers } from './answers.ts';
import { rowFormat } from './row-format.ts';
import { type RowForms, sendRows } from './send-rows.ts';

/** As they may be sent again to `POST /v1/readings`. */
const READING_FORMS: RowForms<StoreReading> = {
  json: ({ userId, timestamp, heartRate }) =>
    `{"userId":${userId},"timestamp":"${timestamp.toISOString()}","heartRate":${heartRate}}`,
  csvHeader: 'user_id,timestamp,heart_rate',
  csv: ({ userId, timestamp, heartRate }) => `${userId},${timestamp.toISOString()},${heartRate}`,
};

const AVERAGE_FORMS: RowForms<StoreAverage> = {
  json: ({ start, count, average, min, max }) =>
    `{"start":"${start.toISOString()}","count":${count},"average":${average},"min":${min},"max":${max}}`,
  csvHeader: 'start,count,average,min,max',
  csv: ({ start, count, average, min, max }) => `${start.toISOString()},${count},${average},${min},${max}`,
};

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
      request.audited = { users: [userId] };
      const rows = await queries.stream('readings', request, (store) => store.readings(userId, request.query));
      const onEnd = (count: number) => {
        request.audited = { users: [userId], rows: count };
      };
      return sendRows(reply, { format, forms: READING_FORMS, rows, idleMs, onEnd });
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
      request.audited = { users: [userId] };
      const rows = await queries.stream('averages', request, (store) =>
        store.averages(userId, window, resolution, { timezone }),
      );
      const onEnd = (count: number) => {
        request.audited = { users: [userId], rows: count };
      };
      return sendRows(reply, { format, forms: AVERAGE_FORMS, rows, idleMs, onEnd });
    },
  );
}
