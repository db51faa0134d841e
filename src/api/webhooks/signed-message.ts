import type { Message } from './post-message.ts';
import { signatureOf } from './signature-of.ts';

/** What is sent to whom. */
export interface UnsignedMessage {
  readonly url: string;
  /** The same for each repeat. */
  readonly id: string;
  readonly payload: object;
  /** The secrets that sign, the newest first. */
  readonly secrets: readonly string[];
}

/** Signs a message by the Standard Webhooks specification, at the time on the wall: receivers refuse what is old by theirs. */
export function signedMessage({ url, id, payload, secrets }: UnsignedMessage): Message {
  const body = JSON.stringify(payload);
  const timestamp = Math.floor(Date.now() / 1000);
  return {
    url,
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Pulsebase',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf(secrets, { id, timestamp, body }),
    },
  };
}
