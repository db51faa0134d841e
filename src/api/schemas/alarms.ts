import Type, { type Static } from 'typebox';
import { MAX_USER_ID } from '../../model/user-id.ts';
import { ALARM_STATES } from '../alarms/alarm-list.ts';
import { severity } from './alarm-payload.ts';
import { cursor, from, gender, to, user, userId } from './parameters.ts';

const id = Type.String({ description: 'Given by the service.' });
const bpm = (description: string) => Type.Number({ description: `${description}, in bpm (LOINC 8867-4).` });
const minutes = (description: string) => Type.Number({ description: `${description}, in minutes.` });
const time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' });
const maybe = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const limit = {
  direction: Type.Enum(['above', 'below'], { description: 'On which side of the limit.' }),
  limit: bpm('A heart rate must be strictly beyond it'),
  endLimit: Type.Optional(bpm('Where the alarm ends; the limit when left out')),
};
const minReadings = Type.Integer({ minimum: 1, description: 'Fewer readings tell nothing.' });
const closed = { additionalProperties: false };

const Condition = Type.Union(
  [
    Type.Object(
      {
        type: Type.Literal('sustained'),
        ...limit,
        forMinutes: minutes('All readings beyond the limit for this long'),
        minReadings,
        maxGapMinutes: minutes('Neighbouring readings lie at most this far apart'),
      },
      { ...closed, title: 'SustainedCondition' },
    ),
    Type.Object(
      {
        type: Type.Literal('average'),
        ...limit,
        windowMinutes: minutes('The average of readings this old'),
        minReadings,
      },
      { ...closed, title: 'AverageCondition' },
    ),
    Type.Object({ type: Type.Literal('hour'), ...limit, minReadings }, { ...closed, title: 'HourCondition' }),
    Type.Object(
      { type: Type.Literal('silence'), forMinutes: minutes('No reading for longer than this') },
      { ...closed, title: 'SilenceCondition' },
    ),
  ],
  { title: 'Condition', description: 'When an alarm is raised: see docs/semantics.md.' },
);

const lateAfterMinutes = minutes('An alarm is retrospective when the reading that raised it was older when it came');

const EXAMPLE = {
  name: 'Tachycardia at rest',
  severity: 'high',
  condition: {
    type: 'sustained',
    direction: 'above',
    limit: 120,
    endLimit: 110,
    forMinutes: 10,
    minReadings: 3,
    maxGapMinutes: 5,
  },
};

export const RuleBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: 'Unique among the rules.' }),
    severity,
    whom: Type.Optional(
      Type.Object(
        {
          minAge: Type.Optional(Type.Number({ description: 'Only users older than this many completed years.' })),
          gender: Type.Optional(Type.Union([gender, Type.Array(gender, { minItems: 1 })])),
          users: Type.Optional(Type.Array(user, { minItems: 1, maxItems: 10_000, description: 'Only these users.' })),
        },
        { ...closed, description: 'Those to whom all that is given applies; everybody when left out.' },
      ),
    ),
    condition: Condition,
    enabled: Type.Optional(Type.Boolean({ default: true, description: 'Whether it raises anything.' })),
    since: Type.Optional(Type.String({ description: 'Earlier readings do not count; now when left out. ISO 8601.' })),
    lateAfterMinutes: Type.Optional(lateAfterMinutes),
  },
  { ...closed, title: 'RuleBody', examples: [EXAMPLE] },
);

const RULE_ID = '2f1c6d0e-7f0b-4f4e-9a3e-0d5b1d1f6a11';
const ALARM_ID = '6b9f4c1e-0f0a-4bb8-9a51-6c2b6f8f7d02';

export const Rule = Type.Object(
  {
    id,
    name: Type.String(),
    severity,
    whom: Type.Object({
      minAge: Type.Optional(Type.Number()),
      gender: Type.Optional(Type.Array(gender)),
      userIds: Type.Optional(Type.Array(userId)),
    }),
    condition: Condition,
    enabled: Type.Boolean(),
    since: time,
    lateAfterMinutes,
    version: Type.Integer({ description: 'Counts the changes, from 1.' }),
    createdAt: time,
    updatedAt: time,
    isPending: Type.Boolean({ description: 'Whether it has not been applied to all users yet.' }),
  },
  { title: 'Rule' },
);
export type Rule = Static<typeof Rule>;

export const RuleList = Type.Object({ rules: Type.Array(Rule) }, { title: 'RuleList' });

export const DeletedRule = Type.Object(
  { alarms: Type.Integer({ description: 'Its alarms, which went with it.' }) },
  { title: 'DeletedRule' },
);
export type DeletedRule = Static<typeof DeletedRule>;
export type RuleList = Static<typeof RuleList>;

export const RulePath = Type.Object(
  {
    ruleId: Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'The id or the name of a rule.',
      examples: [RULE_ID],
    }),
  },
  closed,
);

/** When something was the matter. */
export const episode = {
  from: Type.String({ format: 'date-time', description: 'When the condition began to hold.' }),
  raisedAt: Type.String({ format: 'date-time', description: 'When the alarm was due.' }),
  until: maybe(Type.String({ format: 'date-time', description: 'When it was over; null while it goes on.' })),
  peak: maybe(bpm('The value farthest beyond the limit; null for silence')),
  readings: Type.Integer({ description: 'Readings from its beginning to its end.' }),
};

export const Alarm = Type.Object(
  {
    id,
    ruleId: id,
    ruleName: Type.String(),
    userId,
    externalId: maybe(Type.String()),
    severity,
    arrival: Type.Enum(['live', 'retrospective'], {
      description: 'Whether the reading that raised it was fresh when it came.',
    }),
    ...episode,
    state: Type.Enum([...ALARM_STATES], {
      description:
        'active: it goes on, or is over, and nobody has acknowledged it. acknowledged: somebody has seen it. closed: somebody has dealt with it.',
    }),
    toldAt: Type.String({ format: 'date-time', description: 'When the service found it.' }),
    acknowledgedAt: maybe(time),
    acknowledgedBy: maybe(Type.String({ description: 'The name of the API key.' })),
    closedAt: maybe(time),
    closedBy: maybe(Type.String({ description: 'The name of the API key.' })),
    note: maybe(Type.String()),
    snoozedUntil: maybe(
      Type.String({ format: 'date-time', description: 'Until when this rule is snoozed for this user.' }),
    ),
  },
  { title: 'Alarm' },
);
export type Alarm = Static<typeof Alarm>;

export const AlarmPage = Type.Object(
  { alarms: Type.Array(Alarm), nextCursor: Type.Optional(cursor) },
  { title: 'AlarmPage' },
);
export type AlarmPage = Static<typeof AlarmPage>;

export const AlarmPath = Type.Object(
  { alarmId: Type.String({ minLength: 1, maxLength: 100, description: 'The id of an alarm.', examples: [ALARM_ID] }) },
  closed,
);

export const AlarmsParameters = Type.Object(
  {
    userId: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_USER_ID, description: 'Only alarms of this user.' })),
    user: Type.Optional(
      Type.String({ description: 'The same by external id, or, where no user has that, by id in plain digits.' }),
    ),
    ruleId: Type.Optional(Type.String({ maxLength: 100, description: 'Only alarms of this rule, by id or name.' })),
    severity: Type.Optional(Type.Array(severity, { description: 'Only these severities, separated by commas.' })),
    state: Type.Optional(
      Type.Array(Type.Enum([...ALARM_STATES]), { description: 'Only those with which people stand so.' }),
    ),
    goingOn: Type.Optional(Type.Boolean({ description: 'Only those that go on, or only those that are over.' })),
    from: Type.Optional(Type.String({ description: `Only those due from this instant on. ISO 8601.` })),
    to: Type.Optional(Type.String({ description: `Only those due up to this instant. ISO 8601.` })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 100, description: 'Alarms of a page.' })),
    cursor: Type.Optional(cursor),
  },
  closed,
);

export const SnoozeBody = Type.Object(
  { until: Type.String({ description: 'Until when nothing is told of this rule and user. ISO 8601.' }) },
  { ...closed, title: 'SnoozeBody', examples: [{ until: '2099-01-01T00:00:00Z' }] },
);

export const CloseBody = Type.Object(
  { note: Type.Optional(Type.String({ maxLength: 2000, description: 'What was found or done.' })) },
  { ...closed, title: 'CloseBody', examples: [{ note: 'called; well' }] },
);

export const TryBody = Type.Object(
  {
    rule: Type.Object(RuleBody.properties, closed),
    ...{ from, to },
    userId: Type.Optional(
      Type.Integer({
        ...{ minimum: 1, maximum: MAX_USER_ID },
        description: 'Only this user, if the rule concerns them; each alarm is then told in `episodes`.',
      }),
    ),
  },
  {
    ...closed,
    title: 'TryBody',
    examples: [{ rule: EXAMPLE, from: '2023-01-01', to: '2023-02-01' }],
  },
);

export const RuleTrial = Type.Object(
  {
    usersConcerned: Type.Integer({ description: 'Users whom the rule concerns.' }),
    users: Type.Integer({ description: 'Users with an alarm at least.' }),
    alarms: Type.Integer(),
    days: Type.Array(Type.Object({ day: Type.String({ format: 'date' }), alarms: Type.Integer() }), {
      description: 'Alarms due on each day, UTC, that has some.',
    }),
    mostAlarmed: Type.Array(
      Type.Object({
        userId,
        externalId: maybe(Type.String()),
        alarms: Type.Integer(),
        longest: Type.Object(episode, { description: 'The one that lasted longest.' }),
      }),
      { description: 'The 100 users with the most alarms.' },
    ),
    episodes: Type.Array(Type.Object(episode), {
      description: 'The alarms of the user of `userId` in order, the first 1,000; empty without it.',
    }),
  },
  { title: 'RuleTrial' },
);
export type RuleTrial = Static<typeof RuleTrial>;
