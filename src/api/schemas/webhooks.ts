import Type, { type Static } from 'typebox';
import { ALARM_EVENT_KINDS } from '../../alarms/alarm-event.ts';
import { severity } from './alarm-payload.ts';
import { cursor, from, to } from './parameters.ts';

const instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' });
const instantOrNull = Type.Union([instant, Type.Null()]);

const kind = Type.Enum([...ALARM_EVENT_KINDS], { title: 'AlarmEventKind', description: 'What happened to an alarm.' });
const field = Type.Enum(['userId', 'externalId', 'peak', 'readings'], {
  title: 'PersonField',
  description: 'What a receiver may be told of a person.',
});
const deliveryState = Type.Enum(['waiting', 'delivered', 'given_up'], { title: 'DeliveryState' });

const chosen = {
  kinds: Type.Optional(
    Type.Union([Type.Array(kind, { minItems: 1, maxItems: ALARM_EVENT_KINDS.length }), Type.Null()], {
      description: 'Only these; all when left out or null.',
    }),
  ),
  severities: Type.Optional(
    Type.Union([Type.Array(severity, { minItems: 1, maxItems: 3 }), Type.Null()], {
      description: 'Only alarms of these; all when left out or null.',
    }),
  ),
  ruleIds: Type.Optional(
    Type.Union(
      [Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 100 }), Type.Null()],
      { description: 'Only alarms of these rules, by id or name; all when left out or null.' },
    ),
  ),
  snoozed: Type.Optional(
    Type.Boolean({
      description: 'Whether what is snoozed comes as well; that an alarm is over comes in any case. No when left out.',
    }),
  ),
  fields: Type.Optional(
    Type.Array(field, { maxItems: 4, description: 'What the payload has of the person; nothing when left out.' }),
  ),
};
const name = Type.String({ minLength: 1, maxLength: 100, description: 'Unique among the webhooks.' });
const url = Type.String({
  minLength: 1,
  maxLength: 2000,
  description: 'Where events are posted: https://, or http:// into a network of WEBHOOK_PRIVATE_NETWORKS.',
});

export const NewWebhook = Type.Object(
  { name, url, ...chosen },
  {
    additionalProperties: false,
    title: 'NewWebhook',
    examples: [{ name: 'on call', url: 'https://example.org/hooks/pulsebase', severities: ['high'] }],
  },
);

export const WebhookChanges = Type.Object(
  {
    name: Type.Optional(name),
    url: Type.Optional(url),
    ...chosen,
    enabled: Type.Optional(
      Type.Boolean({ description: 'Switched on again, it gets what it has missed. It is off until then.' }),
    ),
  },
  { additionalProperties: false, title: 'WebhookChanges', examples: [{ fields: ['userId'] }] },
);

export const Webhook = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    url: Type.String(),
    kinds: Type.Union([Type.Array(kind), Type.Null()]),
    severities: Type.Union([Type.Array(severity), Type.Null()]),
    ruleIds: Type.Union([Type.Array(Type.String()), Type.Null()]),
    snoozed: Type.Boolean(),
    fields: Type.Array(field),
    enabled: Type.Boolean(),
    createdAt: instant,
    offSince: instantOrNull,
    offReason: Type.Union([Type.Enum(['by_request', 'gone', 'failing']), Type.Null()], {
      description: 'gone: the receiver answered 410. failing: nothing got through for five days.',
    }),
    failingSince: Type.Union([instant, Type.Null()], {
      description: 'Since when nothing gets through; null when the last attempt did.',
    }),
    oldSecretUntil: Type.Union([instant, Type.Null()], {
      description: 'Until when messages are signed by the secret before the current one as well.',
    }),
  },
  { title: 'Webhook' },
);

export const WebhookWithSecret = Type.Object(
  {
    webhook: Webhook,
    secret: Type.String({ description: 'whsec_ and base64, as libraries of Standard Webhooks take it; shown once.' }),
  },
  { title: 'WebhookWithSecret' },
);

export const Webhooks = Type.Object({ webhooks: Type.Array(Webhook) }, { title: 'Webhooks' });

export const DeletedWebhook = Type.Object(
  { id: Type.String(), undelivered: Type.Integer({ description: 'Deliveries that were waiting.' }) },
  { title: 'DeletedWebhook' },
);

export const WebhookTest = Type.Object(
  {
    delivered: Type.Boolean(),
    status: Type.Union([Type.Integer(), Type.Null()], { description: 'Of the answer; null when there was none.' }),
    error: Type.Union([Type.String(), Type.Null()]),
    durationMs: Type.Number(),
  },
  { title: 'WebhookTest' },
);

const Delivery = Type.Object(
  {
    id: Type.String({ description: 'webhook-id: the same for each repeat.' }),
    seq: Type.Integer({ description: 'Number of the event in the log of alarms.' }),
    type: Type.String(),
    alarmId: Type.String(),
    state: deliveryState,
    attempts: Type.Integer(),
    queuedAt: instant,
    triedAt: instantOrNull,
    nextAt: instantOrNull,
    status: Type.Union([Type.Integer(), Type.Null()], { description: 'Of the last answer.' }),
    error: Type.Union([Type.String(), Type.Null()]),
  },
  { title: 'Delivery' },
);

export const DeliveryPage = Type.Object(
  {
    deliveries: Type.Array(Delivery, { description: 'The latest events first.' }),
    nextCursor: Type.Optional(Type.String({ description: 'Gives the next page; left out on the last one.' })),
  },
  { title: 'DeliveryPage' },
);

export const Redelivered = Type.Object(
  { events: Type.Integer({ description: 'How many are sent again.' }) },
  { title: 'Redelivered' },
);

export const WebhookPath = Type.Object(
  {
    webhookId: Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'The id of a webhook.',
      examples: ['wh_0123456789abcdef01'],
    }),
  },
  { additionalProperties: false },
);

export const RotateParameters = Type.Object(
  {
    overlapHours: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 720,
        default: 24,
        description: 'Hours for which the old secret signs as well; 0 when it has become known to others.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const RedeliverBody = Type.Object(
  { from, to },
  {
    additionalProperties: false,
    title: 'Period',
    examples: [{ from: '2026-11-27', to: '2026-11-28' }],
  },
);

export const DeliveriesParameters = Type.Object(
  {
    state: Type.Optional(deliveryState),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Of a page.' })),
    cursor: Type.Optional(cursor),
  },
  { additionalProperties: false },
);

export type Webhook = Static<typeof Webhook>;
export type Webhooks = Static<typeof Webhooks>;
export type WebhookWithSecret = Static<typeof WebhookWithSecret>;
export type DeletedWebhook = Static<typeof DeletedWebhook>;
export type WebhookTest = Static<typeof WebhookTest>;
export type DeliveryPage = Static<typeof DeliveryPage>;
export type Redelivered = Static<typeof Redelivered>;
