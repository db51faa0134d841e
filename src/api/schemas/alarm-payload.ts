import Type, { type Static } from 'typebox';
import { ALARM_EVENT_KINDS } from '../../alarms/alarm-event.ts';
import { SEVERITIES } from '../../alarms/rule.ts';
import { externalId, userId } from './parameters.ts';

const instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' });

export const severity = Type.Enum([...SEVERITIES], { title: 'Severity', description: 'Priority of an alarm.' });

/** Of the alarm; the last four are of the person. */
const AlarmData = Type.Object(
  {
    seq: Type.Integer({ minimum: 1, description: 'Number of the event in the log: 1, 2, 3 and so on.' }),
    alarmId: Type.String({ description: 'Stays the same as long as the alarm is known.' }),
    ruleId: Type.String(),
    ruleName: Type.String(),
    severity,
    arrival: Type.Enum(['live', 'retrospective'], {
      description: 'Whether the reading that raised it was fresh when it came.',
    }),
    isSnoozed: Type.Boolean({ description: 'Whether somebody has snoozed the rule for this user.' }),
    from: Type.String({ format: 'date-time', description: 'When the condition began to hold.' }),
    raisedAt: Type.String({ format: 'date-time', description: 'When the alarm was due.' }),
    until: Type.Union([instant, Type.Null()], { description: 'When it was over; null while it goes on.' }),
    userId: Type.Optional(userId),
    externalId: Type.Optional(Type.Union([externalId, Type.Null()])),
    peak: Type.Optional(
      Type.Union([Type.Number(), Type.Null()], { description: 'The value farthest beyond the limit, in bpm.' }),
    ),
    readings: Type.Optional(Type.Integer({ description: 'Readings of the episode so far.' })),
  },
  { title: 'AlarmData' },
);

export const AlarmPayload = Type.Object(
  {
    type: Type.Enum(
      ALARM_EVENT_KINDS.map((kind) => `alarm.${kind}` as const),
      {
        description: 'What happened to the alarm.',
      },
    ),
    timestamp: Type.String({ format: 'date-time', description: 'When it was found.' }),
    data: AlarmData,
  },
  {
    title: 'AlarmPayload',
    description:
      'What a webhook and the stream of alarms tell. Of the person only what the receiver is configured to get.',
    examples: [
      {
        type: 'alarm.raised',
        timestamp: '2026-11-27T10:00:00.000Z',
        data: {
          seq: 7,
          alarmId: 'a-1',
          ruleId: 'r-1',
          ruleName: 'fast at rest',
          severity: 'high',
          arrival: 'live',
          isSnoozed: false,
          from: '2026-11-27T09:49:00.000Z',
          raisedAt: '2026-11-27T09:59:30.000Z',
          until: null,
        },
      },
    ],
  },
);

export type AlarmPayload = Static<typeof AlarmPayload>;
