import Type from 'typebox';
import type { Finding } from '../../engine/finding.ts';
import type { VerifyReport as StoreReport } from '../../engine/verify-report.ts';
import { countBefore } from '../../store/count-before.ts';
import { retentionFindings } from '../../store/retention-findings.ts';
import { retentionStart } from '../../window/retention-start.ts';
import { Stats, VerifyReport, WorkProgress } from '../schemas/answers.ts';
import { Findings, FindingsParameters } from '../schemas/findings.ts';
import { Retention } from '../schemas/retention.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { RecentAnswer } from '../watch/recent-answer.ts';
import { answers } from './answers.ts';
import { NDJSON, sendWork } from './send-work.ts';

/** Routes about the store: what it holds, and whether it is consistent. */
export async function maintenanceRoutes(
  app: App,
  { queries, telling, settings, retentionRuns }: ServiceContext,
): Promise<void> {
  const findings = new RecentAnswer<readonly Finding[]>();

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
        querystring: FindingsParameters,
        response: answers(Findings, 'What was found.'),
      },
    },
    async (request) => {
      const { at, answer } = await findings.get((request.query.maxAge ?? 0) * 1000, async () => [
        ...(await queries.run('diagnose', request, {}, (store) => store.diagnose())),
        ...retentionFindings(await queries.stats(request), settings.retentionDays, Date.now()),
        ...(await telling.findings()),
      ]);
      return { asOf: at.toISOString(), findings: [...answer] };
    },
  );

  app.get(
    '/v1/retention',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'retention',
        tags: ['store'],
        summary: 'How long readings are kept, what was deleted last, and what goes next',
        description: 'The setting RETENTION_DAYS changes it.',
        response: answers(Retention, 'How readings are kept.'),
      },
    },
    async (request) => {
      const { retentionDays: days } = settings;
      const keptFrom = days === 0 ? undefined : retentionStart(days, Date.now());
      const run = await retentionRuns.last();
      return {
        days,
        keptFrom: keptFrom === undefined ? null : new Date(keptFrom).toISOString(),
        readings:
          keptFrom === undefined
            ? 0
            : await queries.run('retention', request, {}, (store) => countBefore(store, keptFrom)),
        lastRun:
          run === undefined
            ? null
            : { ...run, at: new Date(run.at).toISOString(), keptFrom: new Date(run.keptFrom).toISOString() },
      };
    },
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
