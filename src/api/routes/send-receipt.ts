import type { FastifyReply } from 'fastify';
import type { Receipt } from '../../store/store.ts';
import { jsonText } from '../json-text.ts';

/** Answers with a receipt, which may list a hundred thousand rejected rows. */
export async function sendReceipt(reply: FastifyReply, receipt: Receipt): Promise<FastifyReply> {
  return reply.type('application/json; charset=utf-8').send(await jsonText(receipt));
}
