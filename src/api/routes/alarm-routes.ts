import type { Static } from 'typebox';
import { timesOf } from '../../alarms/times-of.ts';
import { requireInstant } from '../../model/instant.ts';
import { bothGiven } from '../../store/require-arguments.ts';
import type { HandledAlarm } from '../alarms/alarm-list.ts';
import { Alarm, AlarmPage, AlarmPath, AlarmsParameters, CloseBody, SnoozeBody } from '../schemas/alarms.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers } from './answers.ts';
import { cursorsOf } from './cursors-of.ts';

/** A page continues after an alarm. */
const CURSORS = cursorsOf({
  raisedAt: (value): value is number => Number.isSafeInteger(value),
  id: (value): value is string => typeof value === 'string',
});

/** Alarms: list, acknowledge, snooze, close. */
export async function alarmRoutes(app: App, { alarms, queries }: ServiceContext): Promise<void> {
  const named = async (page: readonly HandledAlarm[], request: Parameters<typeof queries.run>[1]) => {
    const ids = [...new Set(page.map(({ userId }) => userId))];
    const users = await queries.run('identify_users', request, {}, (store) => store.identifyUsers(ids));
    const externalIds = new Map(users.map((user) => [user?.id, user?.externalId]));
    return page.map((alarm) => shown(alarm, externalIds.get(alarm.userId) ?? null));
  };

  app.get(
    '/v1/alarms',
    {
      config: { scope: 'read', action: 'list_alarms', problems: [404] },
      schema: {
        operationId: 'listAlarms',
        tags: ['alarms'],
        summary: 'Alarms, newest first',
        description: 'By when they were due. Those to which all that is given applies.',
        querystring: AlarmsParameters,
        response: answers(AlarmPage, 'A page of alarms.'),
      },
    },
    async (request) => {
      const { limit = 100, cursor, from, to, goingOn, ruleId: rule, userId, user = userId, ...filter } = request.query;
      if (userId !== undefined && user !== userId) throw bothGiven('userId', 'user');
      const [whose] = user === undefined ? [] : await queries.userIds([user], request);
      const ruleId = rule === undefined ? undefined : (await alarms.rules.get(rule)).id;
      const after = cursor === undefined ? undefined : CURSORS.positionOf(cursor);
      const window = {
        ...(from === undefined ? {} : { from: requireInstant(from, 'from') }),
        ...(to === undefined ? {} : { to: requireInstant(to, 'to') }),
        ...(goingOn === undefined ? {} : { isOver: !goingOn }),
      };
      const page = await alarms.list.page({ ...filter, ...window, userId: whose, ruleId }, after, limit + 1);
      const shownPage = page.slice(0, limit);
      request.audited = { users: shownPage.map(({ userId }) => userId) };
      const last = page.length > limit ? shownPage.at(-1) : undefined;
      return {
        alarms: await named(shownPage, request),
        ...(last === undefined ? {} : { nextCursor: CURSORS.of(last) }),
      };
    },
  );

  app.get(
    '/v1/alarms/:alarmId',
    {
      config: { scope: 'read', action: 'get_alarm', problems: [404] },
      schema: {
        operationId: 'getAlarm',
        tags: ['alarms'],
        summary: 'An alarm',
        description: 'With what people have done about it.',
        params: AlarmPath,
        response: answers(Alarm, 'The alarm.'),
      },
    },
    async (request) => {
      const alarm = await alarms.list.get(request.params.alarmId);
      request.audited = { users: [alarm.userId] };
      return (await named([alarm], request))[0]!;
    },
  );

  app.post(
    '/v1/alarms/:alarmId/acknowledge',
    {
      config: { scope: 'write', action: 'acknowledge_alarm', problems: [404] },
      schema: {
        operationId: 'acknowledgeAlarm',
        tags: ['alarms'],
        summary: 'Say that somebody has seen an alarm',
        description: 'The first to do so is kept.',
        params: AlarmPath,
        response: answers(Alarm, 'The alarm.'),
      },
    },
    async (request) => {
      const alarm = await alarms.list.acknowledge(request.params.alarmId, byWhom(request));
      request.audited = { users: [alarm.userId] };
      return (await named([alarm], request))[0]!;
    },
  );

  app.post(
    '/v1/alarms/:alarmId/snooze',
    {
      config: { scope: 'write', action: 'snooze_alarm', problems: [404] },
      schema: {
        operationId: 'snoozeAlarm',
        tags: ['alarms'],
        summary: 'Hold back what is told of the rule and the user of an alarm',
        description:
          'Until an instant; an alarm of a higher severity is told all the same. An instant in the past ends it.',
        params: AlarmPath,
        body: SnoozeBody,
        response: answers(Alarm, 'The alarm.'),
      },
    },
    async (request) => {
      const until = requireInstant(request.body.until, 'until');
      const alarm = await alarms.list.snooze(request.params.alarmId, byWhom(request), until);
      request.audited = { users: [alarm.userId] };
      return (await named([alarm], request))[0]!;
    },
  );

  app.post(
    '/v1/alarms/:alarmId/close',
    {
      config: { scope: 'write', action: 'close_alarm', problems: [404] },
      schema: {
        operationId: 'closeAlarm',
        tags: ['alarms'],
        summary: 'Say that an alarm has been dealt with',
        description: 'With a note, if there is something to say. It goes on being brought up to date.',
        params: AlarmPath,
        body: CloseBody,
        response: answers(Alarm, 'The alarm.'),
      },
    },
    async (request) => {
      const alarm = await alarms.list.close(request.params.alarmId, byWhom(request), request.body.note ?? null);
      request.audited = { users: [alarm.userId] };
      return (await named([alarm], request))[0]!;
    },
  );
}

function byWhom({ apiKey }: { readonly apiKey: { readonly name: string } | undefined }): string {
  return apiKey?.name ?? '';
}

function shown(alarm: HandledAlarm, externalId: string | null): Static<typeof Alarm> {
  const text = (time: number | null) => (time === null ? null : new Date(time).toISOString());
  return {
    ...timesOf(alarm),
    externalId,
    toldAt: new Date(alarm.toldAt).toISOString(),
    acknowledgedAt: text(alarm.acknowledgedAt),
    closedAt: text(alarm.closedAt),
    snoozedUntil: text(alarm.snoozedUntil),
  };
}
