import { isUserId } from '../../model/user-id.ts';
import type { CohortMember } from '../../store/store.ts';
import { Cohort, TopHours } from '../schemas/answers.ts';
import { CohortParameters, TopHoursParameters, UserPath } from '../schemas/parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers } from './answers.ts';
import { cursorsOf } from './cursors-of.ts';

/** A page continues after a member of the cohort. */
const CURSORS = cursorsOf({
  average: (value): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  userId: isUserId,
});

/** The two queries. */
export async function queryRoutes(app: App, { queries }: ServiceContext): Promise<void> {
  app.get(
    '/v1/cohorts/users',
    {
      config: { scope: 'read', action: 'query_users', measured: 'query_users' },
      schema: {
        operationId: 'queryUsers',
        tags: ['queries'],
        summary: 'Users of a cohort whose average heart rate is above a threshold, highest first',
        description:
          'The average of each user is that of all readings in the window, both ends inclusive. With limit the answer is a page of results, and nextCursor leads to the next one.',
        querystring: CohortParameters,
        response: answers(Cohort, 'The users, or a page of them.'),
      },
    },
    async (request) => {
      const { limit, cursor, details = false, ...query } = request.query;
      const all = await queries.queryUsers(query, request);
      const rest = cursor === undefined ? all : after(all, cursor);
      const members = rest.slice(0, limit);
      const userIds = members.map(({ userId }) => userId);
      request.audited = { users: userIds, rows: members.length };
      const last = members.at(-1);
      return {
        userIds,
        ...(details ? { members } : {}),
        ...(last === undefined || members.length === rest.length ? {} : { nextCursor: CURSORS.of(last) }),
      };
    },
  );

  app.get(
    '/v1/users/:userId/top-hours',
    {
      config: { scope: 'read', action: 'query_top', measured: 'query_top', problems: [404] },
      schema: {
        operationId: 'queryTop',
        tags: ['queries'],
        summary: 'The highest distinct hourly averages of a user',
        description:
          'Readings are averaged by clock hour; equal averages count once. With details each comes with the hours that have it.',
        params: UserPath,
        querystring: TopHoursParameters,
        response: answers(TopHours, 'The averages, highest first.'),
      },
    },
    async (request) => {
      const userId = await queries.userId(request.params.userId, request);
      const { details = false, ...query } = request.query;
      request.audited = { users: [userId] };
      if (!details) {
        const averages = await queries.queryTop({ ...query, userId }, request);
        return { averages: averages as number[] };
      }
      const found = await queries.queryTop({ ...query, userId, details: true }, request);
      const peaks = found.map(({ hours, ...peak }) => ({
        ...peak,
        hours: hours.map(({ start, count }) => ({ start: start.toISOString(), count })),
      }));
      const externalId = await queries.externalId(userId, request);
      return { averages: peaks.map(({ average }) => average), userId, externalId, peaks };
    },
  );
}

/** What follows a position in the order of the answer, whoever was added or removed in between. */
function after(members: readonly CohortMember[], cursor: string): CohortMember[] {
  const { average, userId } = CURSORS.positionOf(cursor);
  return members.filter((member) => member.average < average || (member.average === average && member.userId > userId));
}
