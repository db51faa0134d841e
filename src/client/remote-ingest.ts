import type { ReadingsReceipt } from '../api/schemas/receipt.ts';
import { readAhead } from '../async/read-ahead.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { ReadingInput } from '../model/reading.ts';
import type { ReadingBlock } from '../model/reading-block.ts';
import type { Rejection } from '../model/rejection.ts';
import { readingBlocks } from '../store/reading-blocks.ts';
import { ReceiptBuilder } from '../store/receipt-builder.ts';
import type { IngestOptions, Receipt, Source } from '../store/store.ts';
import type { ServiceCalls } from './service-calls.ts';

/** Readings of one request: as many as the service names rejected rows. */
const REQUEST_ROWS = 100_000;

/**
 * Sends readings to a service. They are parsed here, so that a row that cannot be read is told as everywhere; the service
 * checks what only it can. Each request has an idempotency key, so that it may be sent again when its outcome is unknown.
 */
export async function remoteIngest(
  calls: ServiceCalls,
  source: Source<ReadingInput | ReadingBlock>,
  options: IngestOptions,
): Promise<Receipt> {
  if (options.onTaken !== undefined) {
    throw new PulsebaseError('UNSUPPORTED', 'a service does not tell what becomes of each row; leave onTaken out');
  }
  const receipt = new ReceiptBuilder(options.onRejected);
  for await (const block of readAhead(readingBlocks(source))) {
    if (options.signal?.aborted) {
      throw new PulsebaseError('ABORTED', `stopped after ${receipt.receipt().read} rows; those are kept and current`);
    }
    receipt.addRead(block.seen);
    const rejections: Rejection[] = [...block.rejected];
    for (let from = 0; from < block.length; from += REQUEST_ROWS) {
      const to = Math.min(from + REQUEST_ROWS, block.length);
      const csv = csvOf(block, from, to);
      const answer = await send(calls, csv, options);
      receipt.addCounts(answer);
      receipt.addUsersCreated(answer.usersCreated);
      // Line 1 is the header.
      for (const rejection of await allRejections(calls, csv, answer, options)) {
        rejections.push({ ...rejection, row: block.rows[from + rejection.row - 2]! });
      }
    }
    receipt.addRejections(rejections.sort((a, b) => a.row - b.row));
    options.onProgress?.(receipt.receipt());
  }
  return receipt.receipt();
}

function send(calls: ServiceCalls, body: string, { unknownUsers, dryRun }: IngestOptions): Promise<ReadingsReceipt> {
  const parameters = new URLSearchParams({ maxRejections: String(REQUEST_ROWS) });
  if (unknownUsers !== undefined) parameters.set('unknownUsers', unknownUsers);
  if (dryRun === true) parameters.set('dryRun', 'true');
  return calls.json<ReadingsReceipt>({
    method: 'POST',
    path: `/v1/readings?${parameters}`,
    headers: { 'content-type': 'text/csv; charset=utf-8', 'idempotency-key': crypto.randomUUID() },
    body,
    isRepeatable: true,
  });
}

/** All rejected rows of a request. What was kept of them for a repeat may be cut; a dry run names them again. */
async function allRejections(
  calls: ServiceCalls,
  body: string,
  answer: ReadingsReceipt,
  options: IngestOptions,
): Promise<readonly Rejection[]> {
  let whole = answer;
  while (whole.rejectionsLeftOut !== undefined) whole = await send(calls, body, { ...options, dryRun: true });
  return whole.rejections;
}

function csvOf({ userIds, timestamps, heartRates }: ReadingBlock, from: number, to: number): string {
  const lines = ['user_id,timestamp,heart_rate'];
  for (let at = from; at < to; at += 1) {
    lines.push(`${userIds[at]},${new Date(timestamps[at]!).toISOString()},${heartRates[at]! / 1000}`);
  }
  return `${lines.join('\n')}\n`;
}
