import type { Static } from 'typebox';
import Type from 'typebox';
import type { Episode } from '../../alarms/episode.ts';
import { timesOf } from '../../alarms/times-of.ts';
import type { AlarmReport as Found } from '../alarms/verify-alarms.ts';
import { AlarmReport, AlarmWorkProgress } from '../schemas/alarm-report.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { NDJSON, sendWork } from './send-work.ts';

/** Whether alarms equal what the readings say. */
export async function alarmMaintenanceRoutes(app: App, { alarms, queries }: ServiceContext): Promise<void> {
  for (const [operationId, action, summary] of [
    ['verifyAlarms', 'verify', 'Compare all alarms with the raw readings'],
    ['repairAlarms', 'repair', 'Evaluate everybody anew whose alarms differ from the raw readings'],
  ] as const) {
    app.post(
      `/v1/alarms/${action}`,
      {
        config: { scope: 'admin', action: `${action}_alarms` },
        schema: {
          operationId,
          tags: ['alarms'],
          summary,
          description:
            'By all rules that are enabled. With Accept: application/x-ndjson it says how far it is, a line each half second, and ends with the report or a problem.',
          response: {
            200: {
              description: 'The report.',
              content: {
                'application/json': { schema: AlarmReport },
                [NDJSON]: { schema: Type.Unsafe<string>({ ...AlarmWorkProgress }) },
              },
            },
          },
        },
      },
      async (request, reply) => {
        request.audited = { users: 'all' };
        return sendWork(request, reply, (options) =>
          queries.run(`${action}_alarms`, request, {}, async (store) => reportOf(await alarms[action](store, options))),
        );
      },
    );
  }
}

function reportOf({ differences, ...report }: Found): Static<typeof AlarmReport> {
  const shown = (episode: Episode | null) => (episode === null ? null : timesOf(episode));
  return {
    ...report,
    differences: differences.map(({ expected, actual, ...difference }) => ({
      ...difference,
      expected: shown(expected),
      actual: shown(actual),
    })),
  };
}
