import type { QualityQuery } from '../../store/store.ts';
import type { Caller } from '../reads/read-gate.ts';
import { span } from '../reads/span.ts';
import { UserPath } from '../schemas/parameters.ts';
import { CohortQualityParameters, QualityParameters } from '../schemas/people-parameters.ts';
import { CohortQuality, Quality } from '../schemas/quality.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers } from './answers.ts';

/** How completely heart rates were measured, of one user or of a cohort. */
export async function qualityRoutes(app: App, { queries }: ServiceContext): Promise<void> {
  const read = async (query: QualityQuery, caller: Caller) => {
    const { days, users } = await queries.run('quality', caller, span(query), (store) => store.quality(query));
    return { days: days.map(({ start, ...day }) => ({ start: start.toISOString(), ...day })), users: [...users] };
  };

  app.get(
    '/v1/users/:userId/quality',
    {
      config: { scope: 'read', action: 'quality', problems: [404] },
      schema: {
        operationId: 'qualityOfUser',
        tags: ['queries'],
        summary: 'How completely the heart rates of a user were measured',
        description:
          'Minutes with readings, valid hours and valid days, by day and in all; the longest silence, and how many there are.',
        params: UserPath,
        querystring: QualityParameters,
        response: answers(Quality, 'The days, and the user.'),
      },
    },
    async (request) => {
      const userId = await queries.userId(request.params.userId, request);
      request.audited = { users: [userId] };
      const quality = await read({ ...request.query, userId }, request);
      request.audited = { users: [userId], rows: quality.days.length };
      return quality;
    },
  );

  app.get(
    '/v1/cohorts/quality',
    {
      config: { scope: 'read', action: 'quality' },
      schema: {
        operationId: 'quality',
        tags: ['queries'],
        summary: 'How completely the heart rates of a cohort were measured',
        description: 'The same for several users, by age and gender, or for everybody: by day together, and of each.',
        querystring: CohortQualityParameters,
        response: answers(CohortQuality, 'The days of all users together, and each user.'),
      },
    },
    async (request) => {
      request.audited = { users: 'all' };
      const quality = await read(request.query, request);
      request.audited = { users: quality.users.map(({ userId }) => userId), rows: quality.users.length };
      return quality;
    },
  );
}
