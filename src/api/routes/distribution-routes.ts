import type { DistributionQuery } from '../../store/store.ts';
import type { Caller } from '../reads/read-gate.ts';
import { span } from '../reads/span.ts';
import { CohortDistribution, Distribution } from '../schemas/distribution.ts';
import { UserPath } from '../schemas/parameters.ts';
import { CohortDistributionParameters, DistributionParameters } from '../schemas/people-parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers } from './answers.ts';

/** How heart rates are distributed, of one user or of a cohort. */
export async function distributionRoutes(app: App, { queries }: ServiceContext): Promise<void> {
  const read = async (query: DistributionQuery, caller: Caller) => {
    const found = await queries.run('distribution', caller, span(query), (store) => store.distribution(query));
    return { ...found, percentiles: [...found.percentiles], zones: [...found.zones] };
  };

  app.get(
    '/v1/users/:userId/distribution',
    {
      config: { scope: 'read', action: 'distribution', problems: [404] },
      schema: {
        operationId: 'distributionOfUser',
        tags: ['queries'],
        summary: 'How the heart rates of a user are distributed',
        description:
          'Percentiles of the readings, and in each zone how many readings there are and for how many minutes one stands: until the next one, no longer than maxGapMinutes.',
        params: UserPath,
        querystring: DistributionParameters,
        response: answers(Distribution, 'Percentiles, and zones from the lowest to the highest.'),
      },
    },
    async (request) => {
      const userId = await queries.userId(request.params.userId, request);
      request.audited = { users: [userId] };
      const distribution = await read({ ...request.query, userId }, request);
      request.audited = { users: [userId], rows: distribution.count };
      return distribution;
    },
  );

  app.get(
    '/v1/cohorts/distribution',
    {
      config: { scope: 'read', action: 'distribution' },
      schema: {
        operationId: 'distribution',
        tags: ['queries'],
        summary: 'How the heart rates of a cohort are distributed',
        description: 'The same for all readings of several users together, by age and gender, or of everybody.',
        querystring: CohortDistributionParameters,
        response: answers(CohortDistribution, 'Percentiles, and zones from the lowest to the highest.'),
      },
    },
    async (request) => {
      request.audited = { users: 'all' };
      const distribution = await read(request.query, request);
      request.audited = { users: 'all', rows: distribution.count };
      return distribution;
    },
  );
}
