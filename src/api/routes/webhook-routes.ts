import { requireName } from '../../model/name.ts';
import { requireWindow } from '../../window/window.ts';
import { overloaded } from '../problems/service-error.ts';
import {
  DeletedWebhook,
  DeliveriesParameters,
  DeliveryPage,
  NewWebhook,
  RedeliverBody,
  Redelivered,
  RotateParameters,
  Webhook,
  WebhookChanges,
  WebhookPath,
  Webhooks,
  WebhookTest,
  WebhookWithSecret,
} from '../schemas/webhooks.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { messageId } from '../webhooks/message-id.ts';
import { redeliver } from '../webhooks/redeliver.ts';
import { requireWebhookUrl } from '../webhooks/require-webhook-url.ts';
import { webhookAnswer } from '../webhooks/webhook-answer.ts';
import { answers } from './answers.ts';
import { cursorsOf } from './cursors-of.ts';

/** A page continues before an event. */
const CURSORS = cursorsOf({
  seq: (value): value is number => Number.isSafeInteger(value) && Number(value) > 0,
});

/** Webhooks, and what becomes of their deliveries. */
export async function webhookRoutes(app: App, { alarms, telling, stopping }: ServiceContext): Promise<void> {
  const path = '/v1/webhooks/:webhookId';
  /** One that waits for a rule that is not there would never be told of anything. */
  const idsOf = async (rules: readonly string[] | null | undefined) =>
    rules && Promise.all(rules.map(async (rule) => (await alarms.rules.get(rule)).id));

  app.get(
    '/v1/webhooks',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'listWebhooks',
        tags: ['webhooks'],
        summary: 'All webhooks, and which are off or failing',
        description: 'In the order in which they were made, without their secrets.',
        response: answers(Webhooks, 'The webhooks.'),
      },
    },
    async () => ({ webhooks: (await telling.webhooks.list()).map(webhookAnswer) }),
  );

  app.post(
    '/v1/webhooks',
    {
      config: { scope: 'admin', action: 'create_webhook', problems: [404] },
      schema: {
        operationId: 'createWebhook',
        tags: ['webhooks'],
        summary: 'Make a webhook, which is told of what happens to alarms from now on',
        description:
          'Events are posted as the Standard Webhooks specification says: at least once, those of one alarm in order, signed by the secret that this answers and nobody is shown again. See the section webhooks of this description.',
        body: NewWebhook,
        response: answers(WebhookWithSecret, 'The webhook, and its secret.'),
      },
    },
    async ({ body: { url, snoozed = false, fields = [], ruleIds, ...body } }) => {
      requireName(body.name, 'name');
      const settings = {
        ...{ snoozed, fields, ...body, ruleIds: await idsOf(ruleIds) },
        url: requireWebhookUrl(url, telling.guard),
      };
      const { webhook, secret } = await telling.webhooks.create(settings);
      return { webhook: webhookAnswer(await telling.webhooks.get(webhook.id)), secret };
    },
  );

  app.get(
    path,
    {
      config: { scope: 'admin', problems: [404] },
      schema: {
        operationId: 'getWebhook',
        tags: ['webhooks'],
        summary: 'A webhook',
        description: 'Without its secrets.',
        params: WebhookPath,
        response: answers(Webhook, 'The webhook.'),
      },
    },
    async (request) => webhookAnswer(await telling.webhooks.get(request.params.webhookId)),
  );

  app.patch(
    path,
    {
      config: { scope: 'admin', action: 'change_webhook', problems: [404] },
      schema: {
        operationId: 'changeWebhook',
        tags: ['webhooks'],
        summary: 'Change a webhook, or switch it off or on',
        description: 'What is left out stays. What is on its way already is not taken back.',
        params: WebhookPath,
        body: WebhookChanges,
        response: answers(Webhook, 'The webhook as it is now.'),
      },
    },
    async ({ params: { webhookId }, body: { url, ruleIds, ...body } }) => {
      if (body.name !== undefined) requireName(body.name, 'name');
      await telling.webhooks.change(webhookId, {
        ...body,
        ruleIds: await idsOf(ruleIds),
        ...(url === undefined ? {} : { url: requireWebhookUrl(url, telling.guard) }),
      });
      telling.alarms.wake();
      return webhookAnswer(await telling.webhooks.get(webhookId));
    },
  );

  app.delete(
    path,
    {
      config: { scope: 'admin', action: 'delete_webhook', problems: [404] },
      schema: {
        operationId: 'deleteWebhook',
        tags: ['webhooks'],
        summary: 'Delete a webhook with its log of deliveries',
        description: 'What has not been delivered is not delivered any more.',
        params: WebhookPath,
        response: answers(DeletedWebhook, 'What was deleted.'),
      },
    },
    async ({ params: { webhookId } }) => ({ id: webhookId, undelivered: await telling.webhooks.delete(webhookId) }),
  );

  app.post(
    `${path}/rotate`,
    {
      config: { scope: 'admin', action: 'rotate_webhook', problems: [404] },
      schema: {
        operationId: 'rotateWebhook',
        tags: ['webhooks'],
        summary: 'Give a webhook a new secret',
        description:
          'The new one signs at once; the old one signs as well for a while, so that the receiver may be changed meanwhile.',
        params: WebhookPath,
        querystring: RotateParameters,
        response: answers(WebhookWithSecret, 'The webhook, and its new secret.'),
      },
    },
    async ({ params: { webhookId }, query: { overlapHours = 24 } }) => {
      const { secret } = await telling.webhooks.rotate(webhookId, overlapHours * 3_600_000);
      return { webhook: webhookAnswer(await telling.webhooks.get(webhookId)), secret };
    },
  );

  app.post(
    `${path}/test`,
    {
      config: { scope: 'admin', action: 'test_webhook', problems: [404] },
      schema: {
        operationId: 'testWebhook',
        tags: ['webhooks'],
        summary: 'Send a test, and say what the receiver answers',
        description: 'A signed message of the type webhook.test, sent once, whether or not the webhook is on.',
        params: WebhookPath,
        response: answers(WebhookTest, 'What became of it.'),
      },
    },
    async ({ params: { webhookId } }) => {
      const outcome = await telling.test(webhookId, stopping).catch((error: unknown) => {
        throw stopping.aborted ? overloaded(String(stopping.reason), 5) : error;
      });
      return { delivered: outcome.error === null, ...outcome };
    },
  );

  app.post(
    `${path}/redeliver`,
    {
      config: { scope: 'admin', action: 'redeliver_webhook', problems: [404] },
      schema: {
        operationId: 'redeliverWebhook',
        tags: ['webhooks'],
        summary: 'Send again what was found in a period',
        description:
          'Whether or not it was delivered, under the same ids: a receiver that has some of it leaves that out.',
        params: WebhookPath,
        body: RedeliverBody,
        response: answers(Redelivered, 'How much is sent again.'),
      },
    },
    async ({ params: { webhookId }, body }) => {
      const window = requireWindow(body);
      const events = await redeliver(await telling.webhooks.get(webhookId), window, telling);
      telling.alarms.wake();
      return { events };
    },
  );

  app.get(
    `${path}/deliveries`,
    {
      config: { scope: 'admin', problems: [404] },
      schema: {
        operationId: 'listDeliveries',
        tags: ['webhooks'],
        summary: 'What became of the deliveries of a webhook',
        description: 'Those that wait, and those of the last seven days that were delivered or given up.',
        params: WebhookPath,
        querystring: DeliveriesParameters,
        response: answers(DeliveryPage, 'A page of deliveries.'),
      },
    },
    async ({ params: { webhookId }, query: { state, limit = 100, cursor } }) => {
      await telling.webhooks.get(webhookId);
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : CURSORS.positionOf(cursor).seq;
      const rows = await telling.queue.list(webhookId, {
        before,
        limit: limit + 1,
        ...(state === undefined ? {} : { state }),
      });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        deliveries: page.map(({ alarmId, kind, queuedAt, triedAt, nextAt, ...delivery }) => ({
          ...delivery,
          id: messageId(webhookId, { seq: delivery.seq, kind, alarm: { id: alarmId } }),
          type: `alarm.${kind}`,
          alarmId,
          queuedAt: new Date(queuedAt).toISOString(),
          triedAt: triedAt === null ? null : new Date(triedAt).toISOString(),
          nextAt: nextAt === null ? null : new Date(nextAt).toISOString(),
        })),
        ...(rows.length > limit && last !== undefined ? { nextCursor: CURSORS.of(last) } : {}),
      };
    },
  );
}
