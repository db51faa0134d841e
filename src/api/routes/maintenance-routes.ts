import Type from 'typebox';
import type { VerifyReport as StoreReport } from '../../engine/verify-report.ts';
import { retentionFindings } from '../../store/retention-findings.ts';
import { Findings, Stats, VerifyReport, WorkProgress } from '../schemas/answers.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers } from './answers.ts';
import { NDJSON, sendWork } from './send-work.ts';

/** Routes about the store: what it holds, and whether it is consistent. */
export async function maintenanceRoutes(app: App, { queries, telling, settings }: ServiceContext): Promise<void> {
  app.get(
    '/v1/stats',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'stats',
        tags: ['store'],
        summary: 'What the store holds',
        description: 'Users, readings, the instants of the first and the last reading, and bytes on disk.',
        response: answers(Stats, 'Counts and sizes.'),
      },
    },
    async (request) => {
      const { firstReading, lastReading, ...stats } = await queries.stats(request);
      return {
        ...stats,
        firstReading: firstReading?.toISOString() ?? null,
        lastReading: lastReading?.toISOString() ?? null,
      };
    },
  );

  app.get(
    '/v1/store/findings',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'diagnose',
        tags: ['store'],
        summary: 'What is wrong or slow: versions, replicas, parts, unfinished writes, settings, retention, webhooks',
        description: 'Changes nothing. The grade of each finding says whether it is a fault, a warning, or well.',
        response: answers(Findings, 'What was found.'),
      },
    },
    async (request) => ({
      findings: [
        ...(await queries.run('diagnose', request, {}, (store) => store.diagnose())),
        ...retentionFindings(await queries.stats(request), settings.retentionDays, Date.now()),
        ...(await telling.findings()),
      ],
    }),
  );

  for (const [operationId, summary] of [
    ['verify', 'Compare every roll-up with the raw readings'],
    ['repair', 'Rebuild every roll-up that differs from the raw readings'],
  ] as const) {
    app.post(
      `/v1/store/${operationId}`,
      {
        config: { scope: 'admin', action: operationId },
        schema: {
          operationId,
          tags: ['store'],
          summary,
          description:
            'With Accept: application/x-ndjson it says how far it is, a line each half second, and ends with the report or a problem.',
          response: {
            200: {
              description: 'The report.',
              content: {
                'application/json': { schema: VerifyReport },
                [NDJSON]: { schema: Type.Unsafe<string>({ ...WorkProgress }) },
              },
            },
          },
        },
      },
      async (request, reply) => {
        request.audited = { users: 'all' };
        return sendWork(request, reply, async (options) =>
          reportOf(
            await (operationId === 'repair'
              ? request.write.repair(options)
              : queries.run('verify', request, {}, (store) => store.verify(options))),
          ),
        );
      },
    );
  }
}

function reportOf({ differences, problems, ...report }: StoreReport): VerifyReport {
  return {
    ...report,
    differences: differences.map((difference) => ({ ...difference, start: difference.start.toISOString() })),
    problems: [...problems],
  };
}
