import { AlarmPayload } from '../schemas/alarm-payload.ts';

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
});

/** The section `webhooks` of the description: what the service itself sends. */
export const OUTGOING = {
  alarm: {
    post: {
      operationId: 'alarm',
      tags: ['webhooks'],
      summary: 'What happened to an alarm',
      description:
        'Sent at least once to each webhook that is for it, the events of one alarm in order. Verify the signature, answer with 2xx within 20 s, and leave out what you have by its webhook-id. 410 switches the webhook off; any other answer is tried again for a day. A message of the type webhook.test is sent on request alone.',
      security: [],
      parameters: [
        header('webhook-id', 'The same for each repeat of the event.'),
        header('webhook-timestamp', 'When it was sent, in Unix seconds.'),
        header(
          'webhook-signature',
          'v1, and the base64 of HMAC-SHA256 over id.timestamp.body; several of them separated by spaces.',
        ),
      ],
      requestBody: { required: true, content: { 'application/json': { schema: AlarmPayload } } },
      responses: {
        '2XX': { description: 'It has arrived.' },
        '410': { description: 'There is no receiver any more: the webhook is switched off.' },
      },
    },
  },
};
