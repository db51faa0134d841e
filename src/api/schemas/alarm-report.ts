import Type, { type Static } from 'typebox';
import { episode } from './alarms.ts';
import { userId } from './parameters.ts';

const Episode = Type.Object(episode, { title: 'Episode' });
const maybe = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const AlarmDifference = Type.Object(
  {
    kind: Type.Enum(['missing', 'unexpected', 'different'], {
      description:
        'missing: it is not there. unexpected: by the readings there is none. different: it is otherwise than they say.',
    }),
    ruleId: Type.String(),
    userId,
    alarmId: maybe(Type.String({ description: 'Of the alarm that is there.' })),
    expected: maybe(Episode),
    actual: maybe(Episode),
  },
  { title: 'AlarmDifference' },
);

export const AlarmReport = Type.Object(
  {
    ok: Type.Boolean(),
    users: Type.Integer(),
    rules: Type.Integer({ description: 'Rules that are enabled.' }),
    alarms: Type.Integer({ description: 'Alarms that are there.' }),
    differing: Type.Integer(),
    differences: Type.Array(AlarmDifference, { description: 'The first thousand.' }),
    isSettled: Type.Boolean({
      description: 'false: not all writes were evaluated within a minute, and what differs may only be late.',
    }),
  },
  { title: 'AlarmReport' },
);
export type AlarmReport = Static<typeof AlarmReport>;

/** One line about a long task: its progress, or its report. */
export const AlarmWorkProgress = Type.Object(
  { done: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })), report: Type.Optional(AlarmReport) },
  { title: 'AlarmWorkProgress' },
);
export type AlarmWorkProgress = Static<typeof AlarmWorkProgress>;
