import { createHmac } from 'node:crypto';
import { bytesOfSecret } from './webhook-secret.ts';

/** What is signed, as the Standard Webhooks specification names it. */
export interface Signed {
  readonly id: string;
  /** Unix seconds. */
  readonly timestamp: number;
  /** The very text of the body. */
  readonly body: string;
}

/** The header `webhook-signature`: one signature by each secret, so that a receiver may change secrets at its leisure. */
export function signatureOf(secrets: readonly string[], { id, timestamp, body }: Signed): string {
  return secrets
    .map((secret) => {
      const hash = createHmac('sha256', bytesOfSecret(secret)).update(`${id}.${timestamp}.${body}`);
      return `v1,${hash.digest('base64')}`;
    })
    .join(' ');
}
