import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Receipt } from '../../store/store.ts';
import type { ServiceContext } from '../service-context.ts';
import type { IdempotentRequest } from '../state/idempotency.ts';
import { sendReceipt } from './send-receipt.ts';

/**
 * Answers with the receipt of a write. If the request has an Idempotency-Key, no other request with the same key runs meanwhile,
 * and `Idempotency-Replayed` marks a stored receipt.
 */
export async function sendOnce(
  { idempotency }: ServiceContext,
  request: FastifyRequest,
  reply: FastifyReply,
  write: (idempotent: IdempotentRequest | undefined) => Promise<Receipt>,
): Promise<FastifyReply> {
  const key = request.headers['idempotency-key'];
  const idempotent = typeof key === 'string' ? await idempotency.begin(request.apiKey?.id ?? '', key) : undefined;
  // What another service has written under the key, and what others have corrected since, is not overwritten.
  if (idempotent !== undefined) request.write.onlyWhile(() => idempotent.requireKey());
  let receipt: Receipt;
  try {
    receipt = await write(idempotent);
  } finally {
    // Before the answer: its caller may use the key at once, and may take its time to read.
    await idempotent?.end();
  }
  if (idempotent?.isKnown === true) reply.header('idempotency-replayed', 'true');
  return sendReceipt(reply, receipt);
}
